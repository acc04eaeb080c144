"""Snapshots: taken of a tenant, kept in a file, and planned against in place of the tenant."""

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.core.call import Call, Document, Found, Listing, Missing, Paging, Unavailable, Wait
from deploy_cli.core.snapshot import Denied, Snapshot, redacted
from deploy_cli.core.values import Secret
from deploy_cli.errors import PlanError, UsageError
from deploy_cli.files import snapshot as files
from deploy_cli.files.snapshot import SnapshotTenant

LISTING = Listing("clients", Paging.OFFSET, 100, "clients", {"is_global": "false"})
SETTINGS = Document("tenants/settings")
TAKEN = Snapshot(
    domain="acme.eu.auth0.com",
    client_id="me",
    created_at="2026-01-01T00:00:00Z",
    tool_version="1",
    sections=("clients", "tenant"),
    answers={
        ("clients", (("is_global", "false"),)): Found([{"name": "a/~b", "x/~y": redacted()}]),
        ("tenants/settings", ()): Found({"a": None}),
        ("branding", ()): Unavailable("not in your plan"),
        ("email-templates/verify", ()): Missing(),
        ("roles", ()): Denied("read:roles"),
    },
)


def saved(path: Path, **changes: Any) -> Path:
    files.save(path, TAKEN)
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return path


def test_a_snapshot_comes_back_as_it_was(tmp_path: Path) -> None:
    files.save(tmp_path / "s.json", TAKEN)
    again = files.load(tmp_path / "s.json")

    assert replace(again, answers={}) == replace(TAKEN, answers={})
    assert again.answers.keys() == TAKEN.answers.keys()
    tenant = SnapshotTenant(again)
    [clients, settings] = tenant.fetch([LISTING, SETTINGS])
    assert settings == Found({"a": None})
    assert isinstance(clients, Found)
    hidden = clients.value[0]["x/~y"]
    assert isinstance(hidden, Secret)
    assert not hidden.is_known


def test_a_snapshot_is_its_owners_alone(tmp_path: Path) -> None:
    files.save(tmp_path / "s.json", TAKEN)

    assert stat.S_IMODE((tmp_path / "s.json").stat().st_mode) == 0o600


def test_what_is_missing_in_the_tenant_is_missing_in_the_snapshot() -> None:
    tenant = SnapshotTenant(TAKEN)

    assert tenant.fetch([Document("branding"), Document("email-templates/verify")]) == [
        Unavailable("not in your plan"),
        Missing(),
    ]


def test_what_was_not_read_is_named() -> None:
    tenant = SnapshotTenant(TAKEN)

    with pytest.raises(PlanError, match="lacks `GET connections`; it covers `clients`, `tenant`"):
        tenant.fetch([Document("connections")])
    with pytest.raises(PlanError, match="lacks `GET roles`: read:roles") as caught:
        tenant.fetch([Document("roles")])
    assert "scope" in (caught.value.hint or "")


def test_a_snapshot_takes_no_changes() -> None:
    tenant = SnapshotTenant(TAKEN)

    for refused in (lambda: tenant.call(Call("POST", "clients")), lambda: tenant.wait(Wait("x", "y", ()))):
        with pytest.raises(PlanError, match="takes no changes"):
            refused()


@pytest.mark.parametrize("value", [None, {}, ["a"], [None]])
def test_an_answer_of_another_shape_is_no_answer(value: Any) -> None:
    broken = replace(TAKEN, answers={("clients", (("is_global", "false"),)): Found(value)})

    with pytest.raises(PlanError, match="no usable answer"):
        SnapshotTenant(broken).fetch([LISTING])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format_version": 2}, "a snapshot of format 2"),
        ({"format_version": True}, "a snapshot of format true"),
        ({"domain": 3}, "not a complete snapshot"),
        ({"created_at": "yesterday"}, "not a complete snapshot"),
        ({"reads": [{"path": "clients", "answer": "found"}]}, "not a complete snapshot"),
        ({"reads": [{"path": "clients", "answer": "perhaps"}]}, "not a complete snapshot"),
    ],
)
def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path, changes: Any, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        files.load(saved(tmp_path / "s.json", **changes))


def test_keys_that_are_not_known_are_left_alone(tmp_path: Path) -> None:
    assert files.load(saved(tmp_path / "s.json", more=1)).domain == TAKEN.domain


def test_pointers_that_lead_nowhere_do_no_harm(tmp_path: Path) -> None:
    reads = [{"path": "clients", "answer": "found", "value": [{}], "redacted": ["/7/x", "/0/a/b", "/0/c"]}]

    assert files.load(saved(tmp_path / "s.json", reads=reads)).answers == {("clients", ()): Found([{}])}


def test_other_files_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no JSON")
    (tmp_path / "plan").write_text('{"format_version": 1}')

    with pytest.raises(UsageError, match="there is no snapshot"):
        files.load(tmp_path / "none")
    with pytest.raises(PlanError, match="is not JSON"):
        files.load(tmp_path / "text")
    with pytest.raises(PlanError, match="is not a snapshot"):
        files.load(tmp_path / "plan")
