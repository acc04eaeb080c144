"""No secret leaves the tool but in a request: everything that it writes is searched for canaries, in every spelling."""

import base64
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, quote_plus

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.emulator.system import DEPLOY_CLIENT_SECRET
from tests.end_to_end.stage import Cli, Ran, Serve, write
from tests.stage import SECRETS

CANARIES: Final = {
    "PLAIN": "canary-of-google-7391-abcdefghijklmnopqrstuvwxyz",
    "LINES": "-----BEGIN CANARY-----\nline two of the canary\n  and three = four\n-----END CANARY-----\n",
    "REGEX": "c4n4ry+.*(a|b)[c]{2}^$\\1?",
    "QUOTES": "canary \"double\" 'single' \\back\\slash\ttab <&>%25",
    "WIDE": "Kanarienvögel 日本 🙂 canary",
    "SHORT": "~Q7",
}
"""By the environment variable that `$(secret:…)` reads."""

SENSITIVE: Final = {
    "HOOK": "https://hooks.example/canary-in-a-path?key=a+b&c=d/e",
    "SECONDS": "918273",
    "ROLE": "canary of a description",
}
"""By the variable: secrets only because `sensitive` says so; one is a number."""

LIVE: Final = {
    "connection": "canary-that-only-the-tenant-has",
    "metadata": "canary-that-somebody-typed-in-123",
}
"""What only the tenant holds."""

KEYS: Final = {
    "DEPLOY_CLI_STATE_KEY": "canary-key-of-the-state-0123456789",
    "DEPLOY_CLI_PLAN_KEY": "canary-key-of-plans-0123456789ab",
}

TENANT = """\
environment:
  name: prod
  sensitive: {roles: [description]}
clients:
  - name: Storefront
    app_type: spa
    callbacks: [https://shop.example]
    client_metadata: {build: $(secret:PLAIN), inside: "Bearer $(secret:SHORT) of us", hook: $(var:HOOK)}
    jwt_configuration: {lifetime_in_seconds: 918273}
    lifecycle: {sensitive: [client_metadata.hook, jwt_configuration.lifetime_in_seconds]}
  - name: Worker
    app_type: non_interactive
    client_secret: $(secret:PLAIN)
    description: $(secret:QUOTES)
    grant_types: [client_credentials]
connections:
  - name: google-oauth2
    strategy: google-oauth2
    options: {client_id: g, client_secret: $(secret:REGEX)}
    enabled_clients: [Storefront]
actions:
  - name: Enrich
    code: "exports.onExecutePostLogin = async () => {};"
    runtime: node22
    supported_triggers: [{id: post-login, version: v3}]
    secrets: [{name: KEY, value: $(secret:LINES)}, {name: WIDE, value: $(secret:WIDE)}]
roles:
  - name: Clerk
    description: $(var:ROLE)
"""

FORMATS: Final = ("text", "json", "markdown", "html", "gitlab")


def spellings(secret: str) -> Iterator[str]:
    """Every way in which the secret may come to stand somewhere."""
    yield secret
    yield from (line.strip() for line in secret.splitlines() if len(line.strip()) > 12)
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    yield from (quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret))
    raw = secret.encode()
    if len(raw) > 6:
        yield raw.hex()
        for lead in range(3):  # wherever it stands inside of what was encoded
            middle = base64.b64encode(b"." * lead + raw)[4 if lead else 0 :]
            yield middle[: len(middle) // 4 * 4 - 4].decode()
            yield middle[: len(middle) // 4 * 4 - 4].decode().replace("+", "-").replace("/", "_")


def canaries() -> Iterator[tuple[str, str]]:
    for group in (CANARIES, SENSITIVE, LIVE, KEYS, {"client": DEPLOY_CLIENT_SECRET}):
        for name, secret in group.items():
            yield from ((name, spelling) for spelling in dict.fromkeys(spellings(secret)) if spelling)


def leaks(texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    known = list(canaries())
    return [
        (where, name, spelling)
        for where, text in texts.items()
        for name, spelling in known
        if spelling in text
    ]


def files() -> dict[str, str]:
    """All that lies in the folder and in the state directory, but the tenant file: the number stands there."""
    return {
        str(path): path.read_bytes().decode("utf-8", "replace")
        for path in Path.cwd().rglob("*")
        if path.is_file() and path != Path("tenant.yaml").absolute()
    }


def printed(runs: Sequence[Ran]) -> dict[str, str]:
    return {f"run {number}": ran.out + ran.err for number, ran in enumerate(runs)}


def live(_: str) -> Mapping[str, Any]:
    stranger = {"client_id": "Stranger" * 4, "client_secret": "s" * 64, "name": "Stranger", "global": False}
    theirs = {"id": "con_theirs0000000001", "name": "theirs", "strategy": "github", "enabled_clients": []}
    return {
        "/clients": [{**stranger, "client_metadata": {"api_key": LIVE["metadata"]}}],
        "/connections": [{**theirs, "options": {"client_id": "x", "client_secret": LIVE["connection"]}}],
    }


@pytest.fixture(autouse=True)
def _tenant(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"tenant.yaml": TENANT})
    for name, text in {**CANARIES, **KEYS, **SECRETS}.items():
        monkeypatch.setenv(name, text)
    for name, text in SENSITIVE.items():
        monkeypatch.setenv(f"DEPLOY_CLI_VAR_{name}", text)


def rotate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every secret another one, which is no canary."""
    for name in CANARIES:
        monkeypatch.setenv(name, f"rotated-{name}-0123456789")
    monkeypatch.setenv("DEPLOY_CLI_VAR_HOOK", "https://hooks.example/other")
    write({"tenant.yaml": TENANT.replace(SENSITIVE["SECONDS"], "1234")})
    monkeypatch.setenv("DEPLOY_CLI_VAR_ROLE", "another description")


def test_the_search_finds_a_secret_in_every_spelling() -> None:
    text = CANARIES["LINES"]
    encoded = base64.b64encode(f"user:{text}".encode()).decode()

    assert leaks({"x": f"a {text} b"})
    assert leaks({"x": json.dumps({"a": text})})
    assert leaks({"x": encoded})
    assert leaks({"x": quote(CANARIES["REGEX"])})
    assert [name for _, name, _ in leaks({"x": TENANT})] == ["SECONDS"]


def test_nothing_that_is_read_or_written_on_the_way_shows_a_secret(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(live):
        runs = [
            *(
                cli("validate", "tenant.yaml", "--format", form)
                for form in ("text", "json", "github", "sarif", "junit")
            ),
            cli("doctor", "tenant.yaml"),
            *(cli("plan", "tenant.yaml", "--format", form, "--show-unmanaged") for form in FORMATS),
            cli("plan", "tenant.yaml", "--origin", "--out", "plan.json"),
            *(cli("show", "plan.json", "--format", form) for form in FORMATS),
            cli("apply", "tenant.yaml", "--plan", "plan.json"),
            cli("plan", "tenant.yaml", "--write-secrets", "*"),
            *(
                cli("apply", "tenant.yaml", "--yes", "-v", "--format", form, "--write-secrets", "*")
                for form in ("markdown", "junit")
            ),
            cli("apply", "tenant.yaml", "--yes", "--log-format", "json", "--write-secrets", "*"),
            cli("apply", "tenant.yaml", "--yes", "--format", "json", "--write-secrets", "*"),
            cli("export", "tenant.yaml", "-o", "exported"),
            cli("export", "-o", "everything"),
            cli("export", "tenant.yaml", "--snapshot", "snapshot.json"),
            cli("plan", "tenant.yaml", "--snapshot", "snapshot.json", "--format", "json"),
        ]
        assert all(ran.code == Exit.DONE for ran in runs), [
            (r.code, r.err) for r in runs if r.code != Exit.DONE
        ]
        rotate(monkeypatch)
        later = [
            *(cli("plan", "tenant.yaml", "--format", form) for form in FORMATS),
            *(cli("drift", "tenant.yaml", "--format", form) for form in ("text", "json")),
            cli("plan", "tenant.yaml", "--write-secrets", "*", "--out", "second.json"),
            cli("apply", "tenant.yaml", "--plan", "second.json"),
            cli("apply", "tenant.yaml", "--plan", "plan.json"),
        ]

    found = [leak for leak in leaks({**printed([*runs, *later]), **files()}) if not _is_unmarked(leak)]
    assert found == []
    assert later[0].out.count("(secret") >= 5, later[0].out


def _is_unmarked(leak: tuple[str, str, str]) -> bool:
    """Nobody can know that what stands in a field for anything is a secret where no files say so."""
    where, name, _ = leak
    somewhere = {"PLAIN", "SHORT", "QUOTES", *SENSITIVE}
    return name == "metadata" or (Path("everything").absolute() in Path(where).parents and name in somewhere)


def test_refusals_that_quote_the_request_do_not_quote_its_secrets(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_refusals_quote(monkeypatch)
    with serve(live):
        ran = cli("apply", "tenant.yaml", "--yes")
        more = [
            cli("apply", "tenant.yaml", "--yes", "-v", "--log-format", log, "--format", form)
            for log, form in (("text", "json"), ("json", "markdown"), ("json", "junit"))
        ]

    assert {one.code for one in (ran, *more)} == {Exit.PARTLY}
    assert all("Payload validation error" in one.out for one in (ran, *more))
    assert leaks({**printed([ran, *more]), **files()}) == []


def _make_refusals_quote(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer every POST as Auth0 does when it refuses a body: with the body in the message, as JSON and in parts."""
    from deploy_cli.emulator.emulator import Emulator
    from deploy_cli.emulator.message import Request, Response

    handle = Emulator.handle

    def refusing(emulator: Emulator, request: Request) -> Response:
        if request.method != "POST" or not request.path.startswith("/api/v2/"):
            return handle(emulator, request)
        sent = json.loads(request.body)
        said = f"Payload validation error: {request.body.decode()} {' '.join(_leaves(sent))}"
        body = {"statusCode": 400, "error": "Bad Request", "message": said, "errorCode": "invalid_body"}
        return Response(400, {"content-type": "application/json"}, json.dumps(body).encode())

    monkeypatch.setattr(Emulator, "handle", refusing)


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for item in value.values():
                yield from _leaves(item)
        case list():
            for item in value:
                yield from _leaves(item)
        case _:
            yield str(value)


def test_a_bug_shows_no_secret(cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    from deploy_cli.core.values import Secret

    def broken(plan: object, **_: object) -> str:
        raise RuntimeError(f"{plan} {[Secret(text) for text in CANARIES.values()]}")

    monkeypatch.setattr("deploy_cli.render.plan_text.plan_text", broken)
    with serve(live):
        ran = cli("plan", "tenant.yaml")

    assert ran.code == Exit.ERROR
    assert "this is a bug" in ran.err
    assert leaks({**printed([ran]), **files()}) == []


def test_what_the_files_come_to_is_shown_without_secrets(cli: Cli) -> None:
    for arguments in ((), ("--origin",), ("--format", "json"), ("--format", "json", "--origin")):
        assert cli("show-config", "tenant.yaml", *arguments).code == Exit.DONE
        assert leaks(printed([cli("show-config", "tenant.yaml", *arguments)])) == []


def test_no_recorded_conversation_holds_a_secret() -> None:
    cassettes = Path(__file__).parents[1] / "conversations"
    texts = {path.name: path.read_text("utf-8") for path in cassettes.rglob("*.yaml")}

    assert texts
    held = [
        (name, key)
        for name, text in texts.items()
        for key in (DEPLOY_CLIENT_SECRET, *SECRETS.values())
        if key in text
    ]
    assert held == []


@pytest.mark.parametrize(
    "sensitive",
    [
        "    lifecycle: {sensitive: [client_metadata.hook, jwt_configuration.lifetime_in_seconds]}\n",
        "    lifecycle:\n      sensitive:\n        - client_metadata.*\n        - jwt_configuration  # all of it\n",
        "environment:\n  sensitive: {clients: [client_metadata.hook, jwt_configuration.lifetime_in_seconds]}\n",
    ],
)
def test_messages_about_sensitive_fields_do_not_quote_them(sensitive: str, cli: Cli) -> None:
    client = (
        "clients:\n  - name: Storefront\n"
        "    client_metadata: {hook: [canary-of-a-hook-771]}\n"
        "    jwt_configuration: {lifetime_in_seconds: canary-of-seconds-772}\n"
    )
    write({"tenant.yaml": sensitive + client if sensitive.startswith("env") else client + sensitive})
    runs = [
        cli("validate", "tenant.yaml", "--format", form)
        for form in ("text", "json", "github", "sarif", "junit")
    ]

    assert all(ran.code == Exit.ERROR for ran in runs), runs
    assert "client_metadata.hook" in runs[0].err
    assert not any(
        canary in ran.out + ran.err for ran in runs for canary in ("canary-of-a-hook", "canary-of-seconds")
    ), runs[0].err
