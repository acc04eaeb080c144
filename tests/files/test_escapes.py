"""No file of a checkout makes the tool read, or write, what lies outside of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy_cli import resources
from deploy_cli.core.tenant import TenantFiles
from deploy_cli.errors import ConfigError
from deploy_cli.files import tenant
from deploy_cli.files.formatting import Formatter
from deploy_cli.files.schemas import shipped

Load = Callable[[str], TenantFiles]
CANARY = "canary of another folder"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout, and beside it what is nobody's business."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "token.yaml").write_text(f"[{CANARY}\n")
    (tmp_path / "private" / "code.js").write_text(CANARY)
    here = tmp_path / "checkout"
    (here / ".git").mkdir(parents=True)
    (here / "prod").mkdir()
    (here / "prod" / "tenant.yaml").write_text("environment: {name: prod}\nroles: [{name: Clerk}]\n")
    monkeypatch.chdir(here)
    return here


def refused(target: str | Path) -> str:
    with pytest.raises(ConfigError) as caught:
        tenant.load(Path(target), resources.ALL, environ={})
    told = "\n".join(
        f"{problem.message} {problem.hint} {problem.location}" for problem in caught.value.problems
    )
    assert CANARY not in told
    return told


@pytest.mark.parametrize(
    "extended",
    [
        "../../private/token.yaml",
        "../../private",
        "/etc/passwd",
        "linked.yaml",
        "folder",
        "../prod/linked.yaml",
    ],
)
def test_what_is_extended_lies_in_the_checkout(extended: str, checkout: Path) -> None:
    (checkout / "prod" / "linked.yaml").symlink_to("../../private/token.yaml")
    (checkout / "prod" / "folder").symlink_to("../../private")
    (checkout / "prod.yaml").write_text(f"environment: {{name: prod, extends: [prod/{extended}]}}\n")
    (checkout / "prod.yaml").write_text(
        f"environment: {{name: prod, extends: ['{extended if extended.startswith('/') else f'prod/{extended}'}']}}\n"
    )

    assert "outside of the checkout" in refused("prod.yaml")


@pytest.mark.parametrize("link", ["inside.yaml", "folder"])
def test_a_link_to_a_tenant_file_stays_in_the_checkout(link: str, checkout: Path) -> None:
    to = "../../private/token.yaml" if link.endswith("yaml") else "../../private"
    (checkout / "prod" / link).symlink_to(to)

    assert "the file lies outside of the checkout keep it below `.`" in refused("prod")
    with pytest.raises(ConfigError, match="1 problem"):
        Formatter(resources.ALL, shipped(), {}).files([Path("prod")])


def test_links_within_the_checkout_are_followed(checkout: Path) -> None:
    (checkout / "shared.yaml").write_text("roles: [{name: Other}]\n")
    (checkout / "prod" / "shared.yaml").symlink_to("../shared.yaml")

    assert len(tenant.load(Path("prod"), resources.ALL, environ={}).sections["roles"]) == 2


def test_what_somebody_names_may_lie_anywhere(checkout: Path, tmp_path: Path) -> None:
    named = tmp_path / "private" / "named.yaml"
    named.write_text("environment: {name: prod}\nroles: [{name: $(var:who)}]\n")
    values = tmp_path / "private" / "values.yaml"
    values.write_text("who: Clerk\n")
    (checkout / "link.yaml").symlink_to(named)

    for target in (named, Path("link.yaml")):
        found = tenant.load(target, resources.ALL, environ={}, variable_files=(values,))
        assert found.sections["roles"] == [{"name": "Clerk"}]


@pytest.mark.parametrize("extended", ["/dev/zero", "pipe"])
def test_nothing_that_never_ends_is_extended(extended: str, tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "prod.yaml").write_text(f"environment: {{extends: ['{extended}']}}\n")

    assert "is not a file" in refused(tmp_path / "prod.yaml")


def test_side_files_stay_in_the_checkout_and_secret_files_are_never_shown(checkout: Path) -> None:
    action = "{name: A, code: ../../private/code.js, supported_triggers: [{id: post-login, version: v3}]}"
    (checkout / "prod" / "tenant.yaml").write_text(f"environment: {{name: prod}}\nactions: [{action}]\n")
    assert "outside" in refused("prod")

    text = (
        "environment: {name: prod}\nroles: [{name: A, description: '$(secret-file:../../private/code.js)'}]\n"
    )
    (checkout / "prod" / "tenant.yaml").write_text(text)
    assert CANARY not in repr(tenant.load(Path("prod"), resources.ALL, environ={}).sections)


def test_yaml_makes_no_objects(checkout: Path) -> None:
    (checkout / "prod" / "tenant.yaml").write_text(
        "roles: !!python/object/apply:os.system ['touch trapped']\nclients: !!python/name:os.system\n"
    )
    refused("prod")
    assert not (checkout / "prod" / "trapped").exists()
    assert not (checkout / "trapped").exists()


def test_an_archive_is_no_folder(checkout: Path) -> None:
    import zipfile

    with zipfile.ZipFile(checkout / "base.zip", "w") as archive:
        archive.writestr("../../tenant.yaml", "roles: [{name: A}]\n")
    (checkout / "prod.yaml").write_text("environment: {extends: [base.zip/tenant.yaml, base.zip]}\n")

    told = refused("prod.yaml")
    assert "there is no `base.zip/tenant.yaml`" in told
    assert "base.zip:1:" in told
