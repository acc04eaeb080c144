"""The report of an apply that goes wrong: the line of what was refused, in every format, with one exit code."""

import json
import stat
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest

from deploy_cli.cli.exits import Exit
from tests.end_to_end.stage import Cli, Serve, write

TENANT: Final = """\
environment: {name: prod}
refresh_token_policies:
  browser:
    rotation: rotating
    absolute_lifetime: 30d
    inactivity_lifetime: 15d
clients:
  - name: Shop
    app_type: spa
    grant_types: [authorization_code, refresh_token]
    callbacks:
      - https://one.example
      - https://two.example
    refresh_token_policy: browser
    client_metadata:
      build: "7"
roles:
  - name: Clerk
clientGrants:
  - {client_id: Shop, audience: https://api.example, scope: []}
resourceServers:
  - {name: API, identifier: https://api.example}
"""
FORMATS: Final = ("text", "json", "markdown", "junit")


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Refuse every client, as Auth0 refuses a body."""
    from deploy_cli.emulator.emulator import Emulator
    from deploy_cli.emulator.message import Request, Response

    handle = Emulator.handle

    def refuse(field: str) -> None:
        said = f"Payload validation error: 'Unhappy with this' on property {field} (what it is for)."
        body = {"statusCode": 400, "error": "Bad Request", "message": said, "errorCode": "invalid_body"}

        def refusing(emulator: Emulator, request: Request) -> Response:
            if request.method != "POST" or request.path != "/api/v2/clients":
                return handle(emulator, request)
            headers = {"content-type": "application/json", "x-auth0-requestid": "req-4711"}
            return Response(400, headers, json.dumps(body).encode())

        monkeypatch.setattr(Emulator, "handle", refusing)

    return refuse


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("callbacks[1]", 13),
        ("callbacks", 12),
        ("client_metadata.build", 16),
        ("refresh_token.idle_token_lifetime", 6),
        ("refresh_token.token_lifetime", 5),
        ("unheard_of", 8),
    ],
)
def test_a_failure_names_the_line_of_the_value(
    field: str, line: int, cli: Cli, serve: Serve, refusing: Any
) -> None:
    write({"tenant.yaml": TENANT})
    refusing(field)
    with serve():
        ran = cli("apply", "tenant.yaml", "--yes", "--format", "json")
    report: Any = json.loads(ran.out)
    (failed,) = [one for one in report["outcomes"] if one["status"] == "failed"]

    assert failed["error"]["source"]["line"] == line
    assert (failed["error"]["field"], failed["error"]["request_id"]) == (field, "req-4711")


@pytest.mark.parametrize("form", FORMATS)
def test_what_failed_what_was_not_tried_and_the_exit_code_are_in_every_format(
    form: str, cli: Cli, serve: Serve, refusing: Any
) -> None:
    write({"tenant.yaml": TENANT})
    refusing("callbacks[1]")
    with serve():
        ran = cli("apply", "tenant.yaml", "--yes", "--format", form, "--write", f"{form}=report")

    assert ran.code == Exit.PARTLY
    for told in ("Unhappy with this", "tenant.yaml", "13", "req-4711", "it needs ", "clients/Shop"):
        assert told in ran.out, told
    assert Path("report").read_text().strip()[-200:] in ran.out
    if form == "junit":
        root = ElementTree.fromstring(ran.out.encode())
        (failure,) = [case for case in root.iter("testcase") if case.find("failure") is not None]
        assert (failure.get("file"), failure.get("line")) == ("tenant.yaml", "13")
        assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("4", "1", "1")


def test_what_could_hold_anything_is_its_owners_alone(
    cli: Cli, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    write({"tenant.yaml": TENANT})
    monkeypatch.setenv("DEPLOY_CLI_STATE_DIR", str(tmp_path / "kept"))
    before = os.umask(0)
    try:
        with serve():
            cli("plan", "tenant.yaml", "--out", "plan.json", "--write", "json=second.json")
            cli("apply", "tenant.yaml", "--yes")
            cli("export", "tenant.yaml", "--snapshot", "snapshot.json")
    finally:
        os.umask(before)
    kept = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    private = [*kept, Path("plan.json"), Path("second.json"), Path("snapshot.json")]

    assert any(path.suffix == ".jsonl" for path in kept), "a journal"
    assert {str(path): oct(stat.S_IMODE(path.stat().st_mode)) for path in private} == dict.fromkeys(
        map(str, private), "0o600"
    )
