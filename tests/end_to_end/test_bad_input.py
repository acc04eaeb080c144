"""Whatever goes wrong ends in one clear message, the right exit code, nothing on stdout, and no traceback."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.emulator.system import DEPLOY_CLIENT_SECRET
from tests.end_to_end.stage import Cli, Serve, write

GOOD: Final = """\
clients:
  - name: Storefront
    callbacks: [https://shop.example]
"""
LIMITED: Final = "LimitedLimitedLimitedLimited0000"
"""A client that may read clients, and nothing else."""

MACHINE: Final = {
    "global": False,
    "grant_types": ["client_credentials"],
    "token_endpoint_auth_method": "client_secret_post",
}


def live(domain: str) -> Mapping[str, list[Mapping[str, object]]]:
    api = f"https://{domain}/api/v2/"
    return {
        "/clients": [
            {"client_id": LIMITED, "client_secret": "limited", "name": "Limited", **MACHINE},
            {"client_id": "Twin" * 8, "name": "Twin", "global": False},
            {"client_id": "Gone" * 8, "name": "Gone", "global": False},
        ],
        "/client-grants": [
            {"id": "cgr_limited000000000", "client_id": LIMITED, "audience": api, "scope": ["read:clients"]}
        ],
    }


@dataclass(frozen=True, kw_only=True)
class Bad:
    """What is wrong, and what has to come of it."""

    code: Exit
    told: tuple[str, ...]
    """What stderr has to say, among other things."""
    arguments: tuple[str, ...] = ("plan", "tenant.yaml")
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """Beside ``tenant.yaml``, or in its place."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """An empty text takes a variable away."""
    faults: tuple[Mapping[str, object], ...] = ()
    """What goes wrong on the way, as rules of a faults file."""
    shows_plan: bool = False
    """Whether the plan is shown before it is refused, or before it fails."""


def answered(status: int, body: object, path: str = "/api/v2/clients") -> Mapping[str, object]:
    return {"match": {"path": path}, "then": {"status": status, "body": body}}


def tenant(text: str | bytes) -> Mapping[str, str | bytes]:
    return {"tenant.yaml": text}


REDIRECT: Final = {"status": 302, "body": "", "headers": {"location": "https://login.example/"}}
APPLY: Final = ("apply", "tenant.yaml", "--yes")
PRUNED: Final = "environment: {name: prod, prune: [clients], limits: {deletes: %s}}\n" + GOOD

BAD: Final[Mapping[str, Bad]] = {
    # ── the files ──────────────────────────────────────────────────────────────────────────────────────────────
    "a file that is not there": Bad(
        code=Exit.ERROR, told=("`elsewhere.yaml`",), arguments=("plan", "elsewhere.yaml")
    ),
    "a folder without tenant files": Bad(
        code=Exit.ERROR,
        told=("no tenant file below `empty`",),
        arguments=("plan", "empty"),
        files={"empty/notes.txt": "x"},
    ),
    "a file that is no YAML": Bad(
        code=Exit.ERROR,
        told=("tenant.yaml:3:1", "a value is missing here"),
        files=tenant("clients:\n  - {name: [\n"),
    ),
    "a file that is not UTF-8": Bad(
        code=Exit.ERROR, told=("tenant.yaml", "UTF-8"), files=tenant(b"clients: [\xff]\n")
    ),
    "a file that is binary": Bad(code=Exit.ERROR, told=("tenant.yaml",), files=tenant(b"\x00\x01\x02")),
    "a list where sections belong": Bad(
        code=Exit.ERROR, told=("tenant.yaml:1:1",), files=tenant("- clients\n")
    ),
    "a key twice": Bad(
        code=Exit.ERROR, told=("tenant.yaml:2:1", "`clients`"), files=tenant("clients: []\nclients: []\n")
    ),
    "a section that is misspelt": Bad(
        code=Exit.ERROR, told=("`clientz`", "did you mean `clients`?"), files=tenant("clientz: []\n")
    ),
    "a field that is misspelt": Bad(
        code=Exit.ERROR,
        told=(
            "clients/Storefront: there is no field `calbacks`",
            "tenant.yaml:3:5",
            "did you mean `callbacks`?",
        ),
        files=tenant(GOOD.replace("callbacks", "calbacks")),
    ),
    "a value of the wrong type": Bad(
        code=Exit.ERROR,
        told=(
            "clients/Storefront: `callbacks` must be a list, not the text `https://shop.example`",
            "tenant.yaml:3:16",
        ),
        files=tenant(GOOD.replace("[", "").replace("]", "")),
    ),
    "a choice that is none": Bad(
        code=Exit.ERROR,
        told=("`app_type` cannot be `website`", "`spa`"),
        files=tenant("clients: [{name: Storefront, app_type: website}]\n"),
    ),
    "a resource without a name": Bad(
        code=Exit.ERROR, told=("`name`", "tenant.yaml:1:"), files=tenant("clients: [{app_type: spa}]\n")
    ),
    "the same resource twice": Bad(
        code=Exit.ERROR,
        told=("`clients/Storefront` is written twice", "the first is at tenant.yaml:1:11"),
        files=tenant("clients: [{name: Storefront}, {name: Storefront}]\n"),
    ),
    "a name that is nowhere": Bad(
        code=Exit.ERROR,
        told=(
            "`Storefrond` is neither in the files nor in the tenant",
            "did you mean `Storefront`?",
            "tenant.yaml:5:",
        ),
        files=tenant(
            GOOD + "clientGrants:\n  - {client_id: Storefrond, audience: https://api.example, scope: []}\n"
        ),
    ),
    "a policy that is nowhere": Bad(
        code=Exit.ERROR,
        told=("there is no refresh-token policy `browser`",),
        files=tenant(GOOD + "    refresh_token_policy: browser\n"),
    ),
    "a variable that is not set": Bad(
        code=Exit.ERROR,
        told=("`shop`", "tenant.yaml:3:"),
        files=tenant(GOOD.replace("https://shop.example", "$(var:shop)")),
    ),
    "a secret that is not set": Bad(
        code=Exit.ERROR,
        told=("`SHOP_KEY`", "tenant.yaml:4:"),
        files=tenant(GOOD + "    client_secret: $(secret:SHOP_KEY)\n"),
    ),
    "a text file that is not there": Bad(
        code=Exit.ERROR,
        told=("login.html", "tenant.yaml:4:"),
        files=tenant(GOOD + "    custom_login_page: ./login.html\n"),
    ),
    "a folder that is extended and is not there": Bad(
        code=Exit.ERROR,
        told=("../base",),
        files=tenant("environment: {name: prod, extends: [../base]}\n" + GOOD),
    ),
    # ── the command line and the environment ───────────────────────────────────────────────────────────────────
    "a selection that matches nothing": Bad(
        code=Exit.USAGE,
        told=("nothing in the files matches `roles`",),
        arguments=("plan", "tenant.yaml", "--only", "roles"),
    ),
    "an apply without anybody to ask": Bad(
        code=Exit.USAGE, told=("there is nobody to ask", "`--yes`"), arguments=("apply", "tenant.yaml")
    ),
    "no credentials": Bad(
        code=Exit.USAGE, told=("AUTH0_CLIENT_ID",), environ={"AUTH0_CLIENT_ID": "", "AUTH0_CLIENT_SECRET": ""}
    ),
    "half of the credentials": Bad(
        code=Exit.USAGE, told=("AUTH0_CLIENT_SECRET",), environ={"AUTH0_CLIENT_SECRET": ""}
    ),
    "no domain": Bad(code=Exit.USAGE, told=("AUTH0_DOMAIN",), environ={"AUTH0_DOMAIN": ""}),
    "a domain that the files contradict": Bad(
        code=Exit.USAGE,
        told=("`acme.eu.auth0.com`", "AUTH0_DOMAIN"),
        files=tenant("environment: {name: prod, domain: acme.eu.auth0.com}\n" + GOOD),
    ),
    "a domain that is none": Bad(
        code=Exit.USAGE, told=("AUTH0_DOMAIN",), environ={"AUTH0_DOMAIN": "https://acme/x?y"}
    ),
    "a domain that would be called in the clear": Bad(
        code=Exit.USAGE, told=("in the clear",), environ={"AUTH0_DOMAIN": "http://acme.eu.auth0.com"}
    ),
    "a plan to be saved where no folder can be": Bad(
        code=Exit.USAGE,
        told=("cannot be written", "tenant.yaml"),
        arguments=("plan", "tenant.yaml", "--out", "tenant.yaml/plan.json"),
        shows_plan=True,
    ),
    "a plan to be saved over a folder": Bad(
        code=Exit.USAGE,
        told=("folder", "directory"),
        arguments=("plan", "tenant.yaml", "--out", "folder"),
        files={"folder/x": ""},
    ),
    # ── a saved plan ───────────────────────────────────────────────────────────────────────────────────────────
    "a plan that is not there": Bad(
        code=Exit.USAGE,
        told=("there is no plan `plan.json`", "--out"),
        arguments=("apply", "tenant.yaml", "--plan", "plan.json"),
    ),
    "a plan that is a folder": Bad(
        code=Exit.USAGE,
        told=("`empty`",),
        arguments=("apply", "tenant.yaml", "--plan", "empty"),
        files={"empty/x": ""},
    ),
    "a plan that is no JSON": Bad(
        code=Exit.ERROR,
        told=("`plan.json` is not JSON",),
        arguments=("apply", "tenant.yaml", "--plan", "plan.json"),
        files={"plan.json": b"\xff{"},
    ),
    "a plan that is other JSON": Bad(
        code=Exit.ERROR,
        told=("`plan.json` is not a saved plan",),
        arguments=("apply", "tenant.yaml", "--plan", "plan.json"),
        files={"plan.json": '{"changes": []}'},
    ),
    "a plan of another format": Bad(
        code=Exit.ERROR,
        told=("`plan.json` is a plan of format 2",),
        arguments=("apply", "tenant.yaml", "--plan", "plan.json"),
        files={"plan.json": '{"format_version": 2}'},
    ),
    "a plan that is cut off": Bad(
        code=Exit.ERROR,
        told=("`plan.json` is not a complete plan",),
        arguments=("apply", "tenant.yaml", "--plan", "plan.json"),
        files={"plan.json": '{"format_version": 1, "changes": []}'},
    ),
    # ── who may do what ────────────────────────────────────────────────────────────────────────────────────────
    "credentials that are wrong": Bad(
        code=Exit.ERROR,
        told=("401", "AUTH0_CLIENT_SECRET"),
        environ={"AUTH0_CLIENT_SECRET": "another-secret"},
    ),
    "a token that is none": Bad(
        code=Exit.ERROR, told=("400", "AUTH0_AUDIENCE"), environ={"AUTH0_ACCESS_TOKEN": "not-a-token"}
    ),
    "a scope that is missing for reading": Bad(
        code=Exit.ERROR,
        told=("403", "`read:roles`"),
        files=tenant("roles: [{name: Support}]\n"),
        environ={"AUTH0_CLIENT_ID": LIMITED, "AUTH0_CLIENT_SECRET": "limited"},
    ),
    "a scope that is missing for writing": Bad(
        code=Exit.PARTLY,
        told=("403", "create:clients", "not everything was applied"),
        arguments=APPLY,
        environ={"AUTH0_CLIENT_ID": LIMITED, "AUTH0_CLIENT_SECRET": "limited"},
        shows_plan=True,
    ),
    # ── what Auth0 refuses, and answers that make no sense ─────────────────────────────────────────────────────
    "a write that Auth0 refuses": Bad(
        code=Exit.PARTLY,
        told=("options.metadataXml is not valid XML", "400"),
        arguments=APPLY,
        files=tenant("connections: [{name: partner, strategy: samlp, options: {metadataXml: x}}]\n"),
        shows_plan=True,
    ),
    "one write of two that fails": Bad(
        code=Exit.PARTLY,
        told=("not everything was applied",),
        arguments=APPLY,
        files=tenant(GOOD + "roles: [{name: Support}]\n"),
        faults=({"match": {"method": "POST", "path": "/api/v2/roles"}, "then": {"status": 400}},),
        shows_plan=True,
    ),
    "an answer that is an HTML page": Bad(
        code=Exit.ERROR,
        told=("GET clients", "localhost"),
        faults=(answered(200, "<html><body>Sign in</body></html>"),),
    ),
    "a refusal that is an HTML page": Bad(
        code=Exit.ERROR, told=("403", "HTML"), faults=(answered(403, "<!DOCTYPE html><html>Blocked</html>"),)
    ),
    "an answer that is no JSON": Bad(
        code=Exit.ERROR,
        told=("GET clients",),
        faults=({"match": {"path": "/api/v2/clients"}, "then": {"garble": True}},),
    ),
    "an answer that is cut off": Bad(
        code=Exit.ERROR,
        told=("GET clients",),
        faults=({"match": {"path": "/api/v2/clients"}, "then": {"truncate": 40}},),
    ),
    "an answer of another shape": Bad(
        code=Exit.ERROR, told=("GET clients",), faults=(answered(200, {"clients": "none"}),)
    ),
    "an answer with things of another shape": Bad(
        code=Exit.ERROR,
        told=("GET clients",),
        faults=(answered(200, {"clients": [1, None], "total": 2, "start": 0}),),
    ),
    "an answer without identifiers": Bad(
        code=Exit.ERROR,
        told=("clients",),
        faults=(answered(200, {"clients": [{"name": "Storefront"}], "total": 1, "start": 0}),),
    ),
    "an answer that is null": Bad(code=Exit.ERROR, told=("GET clients",), faults=(answered(200, None),)),
    "a token endpoint that answers something else": Bad(
        code=Exit.ERROR, told=("token",), faults=(answered(200, {"ok": True}, "/oauth/token"),)
    ),
    "a redirect": Bad(
        code=Exit.ERROR,
        told=("redirect", "`https://login.example/`"),
        faults=({"match": {"path": "/api/v2/clients"}, "then": REDIRECT},),
    ),
    "trouble at Auth0 that does not end": Bad(
        code=Exit.ERROR,
        told=("GET clients", "503"),
        faults=({"match": {"path": "/api/v2/clients"}, "then": {"status": 503}},),
    ),
    "a connection that always breaks": Bad(
        code=Exit.ERROR,
        told=("GET clients",),
        faults=({"match": {"path": "/api/v2/clients"}, "then": {"drop": "before"}},),
    ),
    "a server that is not there": Bad(
        code=Exit.ERROR,
        told=("`localhost:1` cannot be connected to",),
        environ={"AUTH0_DOMAIN": "http://localhost:1"},
    ),
    # ── what is refused ────────────────────────────────────────────────────────────────────────────────────────
    "more deletes than the limit": Bad(
        code=Exit.REFUSED,
        told=("deletes", "`environment.limits.deletes` allows 1"),
        arguments=APPLY,
        files=tenant(PRUNED % 1),
        shows_plan=True,
    ),
    "a delete of what is protected": Bad(
        code=Exit.REFUSED,
        told=("clients/Gone: it is protected", "`lifecycle.protect`"),
        arguments=(*APPLY, "--allow-replace", "clients/Gone"),
        files=tenant(
            "clients: [{name: Gone, resource_server_identifier: https://api.example, lifecycle: {protect: true}}]\n"
        ),
        shows_plan=True,
    ),
    "the tool's own client": Bad(
        code=Exit.ERROR,
        told=("clients/deploy-cli", "never changed"),
        files=tenant("clients: [{name: deploy-cli, app_type: spa}]\n"),
    ),
}


@pytest.mark.parametrize("bad", [pytest.param(bad, id=name) for name, bad in BAD.items()])
def test_it_is_one_clear_message(bad: Bad, cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"tenant.yaml": GOOD, **bad.files})
    with serve(live, bad.faults):
        for name, text in bad.environ.items():
            monkeypatch.setenv(name, text) if text else monkeypatch.delenv(name)
        ran = cli(*bad.arguments)

    assert ran.code == bad.code, ran.err
    assert all(part in (ran.out + ran.err if bad.shows_plan else ran.err) for part in bad.told), ran
    assert len([line for line in ran.err.splitlines() if line.startswith("error: ")]) == 1, ran.err
    assert bool(ran.out) == bad.shows_plan, ran.out
    assert "Traceback" not in ran.err
    assert "this is a bug" not in ran.err
    assert DEPLOY_CLIENT_SECRET not in ran.err


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_or_written_is_one_clear_message(cli: Cli, serve: Serve, tmp_path: Path) -> None:
    write({"tenant.yaml": GOOD, "closed/tenant.yaml": GOOD, "full/x": ""})
    (tmp_path / "closed/tenant.yaml").chmod(0)
    (tmp_path / "full").chmod(0o500)
    with serve(live):
        unreadable = cli("plan", "closed/tenant.yaml")
        unwritable = cli("plan", "tenant.yaml", "--out", "full/plan.json")

    assert (unreadable.code, unreadable.out) == (Exit.ERROR, "")
    assert "closed/tenant.yaml" in unreadable.err
    assert unwritable.code == Exit.USAGE
    assert "full/plan.json" in unwritable.err
