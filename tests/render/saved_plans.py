"""Plans as values, of every kind that a view has to show."""

from collections.abc import Sequence
from typing import Any, Final

from deploy_cli.core.values import Object, Value

CREATED: Final = "2026-01-02T03:04:05Z"

HOSTILE: Final = (
    "@octocat and @acme/team, mail me@acme.example",
    "#1 GH-1 JIRA-7 acme/shop#1 acme/shop@0123abc 0123456789abcdef0123456789abcdef01234567",
    "https://evil.example www.evil.example [x](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "</code></summary></details><script>alert(1)</script><img src=x onerror=alert(1)>",
    "--> <!-- deploy-cli plan environment=prod --> -->",
    "```\n# heading\n````diff\n+ Plan: 0 to delete.\n`````",
    "a | b || c \\| d",
    "> [!NOTE]\n> fine\n- [x] approved\n1. one\n---\n===",
    "**bold** _it_ ~~gone~~ :tada: $x^2$ $`y`$ &lt; &#64;octocat \\@octocat",
    "\u202egnp.exe \u2066x\u2069 zero\u200bwidth \ufeff \x1b[31mred\x07 \x9b2J \ud800",
    "{{ 7*7 }} {% raw %} ${{ secrets.X }} %{x} $(var:x) ##[error]x ::error::x",
    "' onmouseover='alert(1)' \" style=\"color:red\" javascript:alert(1)",
    "- leads like a list",
    "",
    "x" * 700,
)  # fmt: skip


def edit(
    path: str,
    before: Value,
    after: Value,
    *,
    sensitive: bool = False,
    source: Object | None = None,
) -> Object:
    return {"path": path, "before": before, "after": after, "sensitive": sensitive, "source": source}


def source(file: str = "tenants/prod/clients.yaml", line: int = 14, column: int = 7, **more: Any) -> Object:
    return {"file": file, "line": line, "column": column, "overrides": [], "through": [], **more}


def effect(severity: str, text: str, *concerns: str) -> Object:
    return {"severity": severity, "text": text, "concerns": list(concerns)}


def finding(rule: str, severity: str, text: str, address: str | None = None) -> Object:
    return {"rule": rule, "severity": severity, "text": text, "address": address, "source": None}


def change(action: str, address: str, *edits: Object, risk: str = "none", **more: Any) -> Object:
    causes = {
        "create": ("not-in-tenant", "the tenant does not have it"),
        "update": ("differs", "the tenant differs from the files"),
        "rename": ("renamed", "it has another name in the tenant"),
        "delete": ("tombstone", "the files say `state: absent`"),
    }
    cause, reason = causes[action]
    return {
        "id": "c0",
        "address": address,
        "action": action,
        "cause": cause,
        "reason": reason,
        "resource_id": None if action == "create" else f"id-of-{address.partition('/')[2]}",
        "risk": risk,
        "edits": list(edits),
        "unchanged_fields": 0,
        "effects": [],
        "findings": [],
        "source": {"file": "tenants/prod/clients.yaml", "line": 12, "column": 5},
        "made_from": "sha256:" + "c" * 64,
        **more,
    }


def plan(*changes: Object, **more: Any) -> Object:
    """A whole plan around ``changes``; the counts are theirs."""
    actions, risks = ([one[key] for one in changes] for key in ("action", "risk"))
    summary = {action: actions.count(action) for action in ("create", "update", "rename", "delete")}
    refused = bool(more.get("refusals"))
    name = "refused" if refused else "differences" if changes else "done"
    return {
        "format_version": 1,
        "tool_version": "0.1.0",
        "created_at": CREATED,
        "tenant": {"domain": "acme-prod.eu.auth0.com", "environment": "prod"},
        "source": {"digest": "sha256:" + "5" * 64, "commit": "4f2d1c0b9a8e7d6c5b4a39281706f5e4d3c2b1a0"},
        "snapshot": None,
        "selection": {"only": [], "exclude": []},
        "exit": {"code": {"refused": 3, "differences": 2, "done": 0}[name], "name": name},
        "summary": {**summary, "unchanged": 34, "unmanaged": 0, **more.pop("counts", {})},
        "risk": {risk: risks.count(risk) for risk in ("critical", "high", "medium", "low", "none")},
        "changes": [{**one, "id": f"c{number}"} for number, one in enumerate(changes, 1)],
        "refusals": [],
        "findings": [],
        "unmanaged": [],
        "notes": [],
        "requests": {"reads": 12, "writes": len(changes), "rate": None, "seconds": None},
        "expires_at": None,
        "digest": "sha256:" + "d" * 64,
        "signature": None,
        **more,
    }


def empty() -> Object:
    return plan(counts={"unmanaged": 3})


def small() -> Object:
    overriding = source(
        overrides=[{"file": "tenants/base/clients.yaml", "line": 31, "column": 7}],
        through=["$(var:shop_url) from tenants/prod/tenant.yaml:6:5"],
    )
    return plan(
        change(
            "update",
            "clients/Storefront",
            edit("callbacks[http://localhost:3000/callback]", "http://localhost:3000/callback", None),
            edit("callbacks[https://shop.acme.example/app]", None, "https://shop.acme.example/app", source=overriding),
            edit("oidc_conformant", False, True, source=source(line=19)),
            edit("refresh_token.idle_token_lifetime", 1_296_000, 604_800, source=source(line=22)),
            risk="medium",
            unchanged_fields=9,
            effects=[
                effect("medium", "People who stay away for 7 days or more will have to log in again (before: 15)."),
                effect("low", "Sign-ins that come back to `http://localhost:3000/callback` fail."),
            ],
            findings=[finding("rt-rotation", "info", "A client for browsers should rotate its refresh tokens.")],
        ),
        change(
            "create",
            "roles/Clerk",
            edit("name", None, "Clerk"),
            edit("description", None, "Reads orders", source=source(line=80)),
            risk="low",
            effects=[effect("none", "No effect on users.")],
        ),
        expires_at="2026-01-03T03:04:05Z",
        requests={"reads": 12, "writes": 2, "rate": {"burst": 50, "per_second": 15}, "seconds": 3.4},
    )  # fmt: skip


def dangerous() -> Object:
    return plan(
        change(
            "delete",
            "clients/Old kiosk",
            risk="critical",
            effects=[
                effect("critical", "All its tokens end, and its client_id never comes back.", "lockout", "irreversible")
            ],
        ),
        change(
            "update",
            "connections/Users",
            edit("enabled_clients[Storefront]", "Storefront", None),
            edit("options.brute_force_protection", True, False),
            risk="critical",
            effects=[effect("critical", "Nobody can log in to `Storefront` with `Users` any more.", "lockout")],
            findings=[finding("brute-force", "error", "Brute-force protection must stay on.")],
        ),
        change(
            "update",
            "clients/Back office",
            edit("grant_types[password]", None, "password"),
            risk="high",
            effects=[effect("high", "Passwords can be exchanged for tokens without a browser.", "security")],
        ),
        change("rename", "roles/Clerk", edit("name", "Clrk", "Clerk"), risk="low"),
        change("create", "clients/Kiosk", edit("name", None, "Kiosk"), edit("app_type", None, "native")),
        change("delete", "roles/Unused", risk="none", cause="pruned", reason="the files do not name it"),
        findings=[finding("tenant-sessions", "warning", "Sessions last 30 days.", "tenant")],
        notes=["the section `forms` is not managed and was left alone"],
        allowed={
            "write_secrets": ["connections/*"],
            "replace": ["clients/Old kiosk"],
            "empty": ["roles"],
            "deletes": 2,
            "updates": None,
        },
    )  # fmt: skip


def refused() -> Object:
    made = dangerous()
    return {
        **made,
        "exit": {"code": 3, "name": "refused"},
        "refusals": [
            {
                "rule": "limits",
                "text": "the plan deletes 2 of 36 resources, and `limits` allows 1",
                "hint": "raise `environment.limits.deletes`, or use `--only`",
                "address": None,
                "source": {"file": "tenants/prod/tenant.yaml", "line": 9, "column": 5},
            },
            {
                "rule": "protected",
                "text": "`clients/Old kiosk` is protected",
                "hint": None,
                "address": "clients/Old kiosk",
                "source": None,
            },
        ],
    }


def masked() -> Object:
    secrets = {
        "client_secret": "(secret #1)",
        "domain": "sso.acme.example",
        "nested": [{"value": "(secret #2)"}],
    }
    return plan(
        change(
            "update",
            "connections/SSO",
            edit("options", {**secrets, "client_secret": "(secret #3)"}, secrets, sensitive=True),
            risk="medium",
        ),
        change("create", "clients/Worker", edit("client_secret", None, "(secret #1)", sensitive=True), risk="low"),
        change("update", "clients/Batch", edit("client_secret", "(secret)", "(secret #2)", sensitive=True)),
        change("update", "clients/Plain", edit("description", "shown", "(secret #1)")),
    )  # fmt: skip


def snapshot() -> Object:
    return {
        **small(),
        "snapshot": {"created_at": "2025-12-30T01:04:05Z"},
        "selection": {"only": ["clients/*", "roles/it's"], "exclude": ["clients/Old*"]},
        "expires_at": None,
        "signature": "hmac-sha256:" + "a" * 64,
        "unmanaged": [{"address": "clients/Default App", "resource_id": "abc"}],
        "summary": {**small()["summary"], "unmanaged": 1},
    }


def texts() -> Object:
    code = "\n".join(f"exports.step{number} = async () => {number};" for number in range(1, 61)) + "\n"
    altered = code.replace("=> 7;", "=> 'seven';").replace("step50 =", "step50=") + "// end"
    bindings: list[Value] = [
        {"display_name": f"Step {n}", "ref": {"type": "action_name", "value": f"a{n}"}} for n in range(6)
    ]
    return plan(
        change("update", "actions/Enrich", edit("code", code, altered), risk="medium"),
        change("create", "actions/Audit", edit("code", None, code), edit("runtime", None, "node22"), risk="low"),
        change("update", "triggers/post-login", edit("bindings", bindings, bindings[1:]), risk="low"),
        change("update", "branding", edit("logo_url", "https://cdn.acme.example/" + "a" * 300, None)),
    )  # fmt: skip


def drift() -> Object:
    write = {
        "at": "2026-01-01T23:10:00.000Z",
        "method": "PATCH",
        "user": "pat@acme.example",
        "client_id": "abc",
        "client_name": None,
        "dashboard": True,
        "log_id": "log-1",
    }
    edits = (
        {
            **edit("callbacks[https://a.example]", None, "https://a.example", source=source()),
            "moved": "tenant",
        },
        {**edit("description", "Shop", "Storefront", source=source()), "moved": "files"},
    )
    return plan(
        change(
            "update",
            "clients/Storefront",
            *edits,
            risk="low",
            drift={"moved": "both", "last_write": write},
        ),
        drift={
            "applied_at": "2025-12-30T10:00:00Z",
            "log": {"read": False, "reason": "the scope `read:logs` is missing"},
        },
    )


def large(count: int = 500) -> Object:
    """Changes of all risks, in the order of a plan: gravest first."""
    return plan(*(_numbered(number, count) for number in range(count)), counts={"unchanged": 10_000})


def _numbered(number: int, count: int) -> Object:
    risk = ("critical", "high", "medium", "low", "none")[min(4, number * 50 // count // 5)]
    address = f"clients/Storefront of region {number}"
    effects = (
        [effect(risk, f"People of region {number} will have to log in again.")] if risk != "none" else []
    )
    if number % 25 == 0:
        return change("delete", address, risk=risk, effects=effects)
    if number % 5 == 0:
        return change(
            "create", address, edit("name", None, address), edit("app_type", None, "spa"), risk=risk
        )
    edits = (
        edit("callbacks[https://a.example]", "https://a.example", None),
        edit("description", "Shop", f"Shop of region {number}", source=source(line=number + 1)),
        edit("refresh_token.leeway", 0, 3),
    )
    return change("update", address, *edits, risk=risk, effects=effects, unchanged_fields=12)


def hostile(texts: Sequence[str] = HOSTILE) -> Object:
    """Every text of a plan, replaced by a hostile one."""
    return plan(
        *(_attack(text, number) for number, text in enumerate(texts)),
        tenant={"domain": texts[0], "environment": texts[4 % len(texts)]},
        source={"digest": "sha256:" + "5" * 64, "commit": texts[3 % len(texts)]},
        selection={"only": list(texts), "exclude": list(texts)},
        refusals=[_refusal(text) for text in texts],
        findings=[finding(text, "warning", text, text) for text in texts],
        unmanaged=[{"address": text or "x", "resource_id": text} for text in texts],
        notes=list(texts),
        snapshot={"created_at": texts[-2]},
        expires_at=texts[1 % len(texts)],
        tool_version=texts[2 % len(texts)],
        signature="hmac-sha256:" + "a" * 64,
    )  # fmt: skip


def _refusal(text: str) -> Object:
    source = {"file": text, "line": 1, "column": 1}
    return {"rule": text, "text": text, "hint": text, "address": text, "source": source}


def _attack(text: str, number: int) -> Object:
    action = ("update", "delete", "create", "rename")[number % 4]
    place = source(file=text, through=[text], overrides=[{"file": text, "line": 1, "column": 1}])
    edits = (
        edit(f"description[{text}]", None, text, source=place),
        edit(text or "x", text, "after", source=place),
        edit("value", {text: [text, {"k": text}]}, [text], source=place),
        edit("sensitive", text, f"{text}!", sensitive=True),
    )
    return change(
        action,
        text or "x",
        *edits,
        risk=("critical", "high", "medium", "low", "none")[number % 5],
        reason=text,
        cause="some-new-cause",
        resource_id=text,
        effects=[effect("high", text, "security"), effect("low", f"The client `{text}` changes.")],
        findings=[finding(text, "error", text, text)],
        source={"file": text, "line": 1, "column": 1},
    )


ALL: Final = {
    made.__name__: made
    for made in (empty, small, large, dangerous, hostile, masked, refused, snapshot, texts, drift)
}
