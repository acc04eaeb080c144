"""Schemas are found, bundled and never fetched."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from deploy_cli.errors import UsageError
from deploy_cli.files.schemas import bundled, in_folder, shipped
from deploy_cli.resources import ALL

ROOT = Path(__file__).parents[2]


def test_every_resource_type_has_a_schema_with_its_fields() -> None:
    for section in ALL:
        assert shipped().file(shipped().file_of(section))["$id"].endswith(shipped().file_of(section))
        assert not shipped().unsupported(section)


@pytest.mark.parametrize(
    "section",
    [None, *ALL, "environment", "refresh_token_policies", "composed.json", "plan.json", "report.json"],
)
def test_a_bundle_needs_no_other_file_and_judges_alike(section: str | None) -> None:
    bundle = bundled(section)

    Draft202012Validator.check_schema(bundle)
    assert '.json"' not in "".join(
        line for line in json.dumps(bundle, indent=0).splitlines() if '"$ref"' in line
    )
    validator = Draft202012Validator(bundle, registry=Registry())
    if section in (None, "composed.json"):
        assert validator.is_valid({"clients": [{"name": "A"}], "triggers": {"post-login": []}, "rules": []})
        assert not validator.is_valid({"clients": [{"name": "A", "nope": 1}]})
        assert not validator.is_valid({"clients": [{"name": "A", "lifecycle": {"state": "gone"}}]})
    elif section == "clients":
        assert validator.is_valid([{"name": "A", "lifecycle": {"state": "absent"}}])
        assert not validator.is_valid([{"name": "A", "lifecycle": {"state": "gone"}}])


def test_a_section_without_a_schema_is_a_matter_of_usage() -> None:
    with pytest.raises(UsageError, match="there is no schema for `client`") as caught:
        bundled("client")
    assert caught.value.hint == "did you mean `clients`?"
    with pytest.raises(UsageError):
        bundled("rules")
    with pytest.raises(LookupError):
        shipped().text("nothing.json")


def test_the_text_of_a_schema_is_its_file() -> None:
    assert json.loads(shipped().text("tenant.json")) == json.loads(
        (ROOT / "schemas" / "tenant.json").read_text()
    )


def test_schemas_are_found_inside_the_package_as_in_a_wheel(tmp_path: Path) -> None:
    left_out = shutil.ignore_patterns("__pycache__", "emulator")
    shutil.copytree(ROOT / "deploy_cli", tmp_path / "deploy_cli", ignore=left_out)
    shutil.copytree(ROOT / "schemas", tmp_path / "deploy_cli" / "schemas")
    code = (
        "from deploy_cli.files.schemas import shipped; print(shipped().folder); shipped().file_of('clients')"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(ran.stdout.strip()) == tmp_path / "deploy_cli" / "schemas"


def test_a_folder_of_schemas_may_be_given() -> None:
    assert in_folder(ROOT / "schemas").sections.keys() == shipped().sections.keys()
