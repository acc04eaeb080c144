"""Rules about the addresses that people are sent to after a login."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.guardrails.addresses import addresses, host, is_loopback
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import IMPERSONATION, SETTINGS, asvs, bcp, oauth21, rfc
from deploy_cli.guardrails.view import View

_FIELD: Final = "callbacks"
_SKIPS: Final = "skip_non_verifiable_callback_uri_confirmation_prompt"


def _wildcards(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, text, _ in addresses(app, _FIELD):
            if "*" in text:
                said = f"{app.name} sends people to any address that fits `{text}`, whoever owns it"
                yield remark(app, said, _FIELD, at)


def _unencrypted(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, text, parts in addresses(app, _FIELD):
            if parts.scheme == "http" and not is_loopback(parts) and not parts.username:
                yield remark(app, f"{app.name} gets codes over an open line: `{text}`", _FIELD, at)


def _localhost(view: View) -> Iterator[Remark]:
    severity = ERROR if view.is_production else INFO
    for app in view.apps:
        for at, text, parts in addresses(app, _FIELD) if app.kind in ("spa", "regular_web") else ():
            if is_loopback(parts):
                said = f"{app.name} sends people to a program on their own machine: `{text}`"
                yield remark(app, said, _FIELD, at, severity=severity)


def _loopback_name(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, text, parts in addresses(app, _FIELD) if app.kind == "native" else ():
            if parts.scheme == "http" and host(parts) == "localhost":
                said = f"{app.name} names `localhost`, which need not be the machine itself: `{text}`"
                yield remark(app, said, _FIELD, at)


def _short_scheme(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, text, parts in addresses(app, _FIELD) if app.kind in ("native", None) else ():
            if parts.scheme not in ("", "http", "https") and "." not in parts.scheme:
                said = (
                    f"{app.name} uses the scheme `{parts.scheme}:`, which any other app may claim: `{text}`"
                )
                yield remark(app, said, _FIELD, at)


def _private_scheme(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.kind == "native":
            for at, text, parts in addresses(app, _FIELD):
                if parts.scheme not in ("http", "https") and "." in parts.scheme:
                    said = f"{app.name} uses a private scheme, which another app may claim, too: `{text}`"
                    yield remark(app, said, _FIELD, at)
        if app.flag(_SKIPS):
            said = f"{app.name} sends people to addresses that nobody can verify, without asking them"
            yield remark(app, said, _SKIPS)


def _malformed(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, text, parts in addresses(app, _FIELD):
            if not parts.scheme:
                fault = "is not absolute"
            elif parts.fragment or text.endswith("#"):
                fault = "has a fragment"
            elif parts.username is not None and parts.scheme in ("http", "https"):
                fault = "has a user name in it"
            else:
                continue
            yield remark(app, f"the callback `{text}` of {app.name} {fault}", _FIELD, at)


_OTHERS: Final = ("web_origins", "allowed_origins", "allowed_logout_urls")


def _open_origins(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for field in _OTHERS:
            for at, text, parts in addresses(app, field):
                if "*" in text:
                    yield remark(
                        app, f"`{field}` of {app.name} lets more in than one site: `{text}`", field, at
                    )
                elif parts.scheme == "http" and not is_loopback(parts):
                    yield remark(app, f"`{field}` of {app.name} is not encrypted: `{text}`", field, at)


def _no_logout(view: View) -> Iterator[Remark]:
    field = "allowed_logout_urls"
    if view.settings is not None and view.settings.body.get(field):
        return
    for app in view.apps:
        if app.kind in ("spa", "regular_web") and app.has_code and app.lacks(field) and not app.lacks(_FIELD):
            said = f"{app.name} has no `{field}`: after a logout people stay at Auth0, or see an error"
            yield remark(app, said, field)


def _no_callbacks(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.kind in ("spa", "regular_web") and app.has_code and app.lacks(_FIELD):
            yield remark(app, f"{app.name} has no `{_FIELD}`, so nobody can log in there", _FIELD)


def _spa(callback: str, kind: str = "spa", more: str = "") -> str:
    return f"{more}clients:\n  - name: Shop\n    app_type: {kind}\n    callbacks: ['{callback}']\n"


_GOOD: Final = _spa("https://shop.acme.example/callback")
_WEB: Final = """\
clients:
  - name: Shop
    app_type: regular_web
    grant_types: [authorization_code]
    callbacks: [CALLBACK]
    allowed_logout_urls: [LOGOUT]
"""
_WHOLE: Final = _WEB.replace("CALLBACK", "https://shop.acme.example/callback").replace(
    "LOGOUT", "https://shop.acme.example"
)

RULES: Final = family(
    Rule(
        id="CB001",
        name="wildcard-callback",
        severity=ERROR,
        title="Callbacks are exact",
        sources=(bcp("2.1"), bcp("4.1.3"), asvs("10.4.1"), SETTINGS),
        why="Codes go to whoever owns an address that fits: a forgotten subdomain, a preview of a pull request."
        " RFC 9700 demands that addresses are compared exactly.",
        fix="list the addresses; for organizations there is `{organization_name}`",
        fails=_spa("https://*.acme.example/callback"),
        passes=_GOOD,
        judge=_wildcards,
    ),
    Rule(
        id="CB002",
        name="unencrypted-callback",
        severity=ERROR,
        title="Callbacks are encrypted",
        sources=(bcp("2.6"),),
        why="Whoever is on the line reads the code. Only the machine's own loopback address is excepted.",
        fix="write `https://`",
        fails=_spa("http://shop.acme.example/callback"),
        passes=_GOOD,
        judge=_unencrypted,
    ),
    Rule(
        id="CB003",
        name="localhost-callback",
        severity=INFO,
        title="No web application in production sends people to their own machine",
        sources=(SETTINGS,),
        why="Any program there may listen. An error in an environment that is named as production (`prod`, `live`);"
        " a note elsewhere.",
        fix="make a client of its own for development",
        fails=_spa("http://localhost:3000/callback", more="environment: {name: prod}\n"),
        passes=_GOOD,
        judge=_localhost,
    ),
    Rule(
        id="CB004",
        name="loopback-by-name",
        severity=WARNING,
        title="Native applications name the loopback address by its number",
        sources=(rfc(8252, "7.3"), rfc(8252, "8.3"), oauth21("8")),
        why="`localhost` is a name that the machine looks up; it may lead to another network interface.",
        fix="write `http://127.0.0.1` or `http://[::1]`",
        fails=_spa("http://localhost:8000/callback", "native"),
        passes=_spa("http://127.0.0.1:8000/callback", "native"),
        judge=_loopback_name,
    ),
    Rule(
        id="CB005",
        name="scheme-without-period",
        severity=WARNING,
        title="Private schemes are reversed domain names",
        sources=(rfc(8252, "7.1"), rfc(8252, "8.4"), oauth21("2.3.1")),
        why="A scheme such as `shop:` collides with those of other apps; one made of a domain shows whose it is.",
        fix="write `com.acme.shop:/callback`",
        fails=_spa("shop://callback", "native"),
        passes=_spa("https://acme.example/app/callback", "native"),
        judge=_short_scheme,
    ),
    Rule(
        id="CB006",
        name="private-scheme",
        severity=INFO,
        title="Native applications use addresses that are verified to be theirs",
        sources=(rfc(8252, "7.2"), rfc(8252, "8.6"), IMPERSONATION),
        why="The system lets any app claim a private scheme. App Links and Universal Links are bound to a domain that"
        " names the app.",
        fix="use `https://` with App Links or Universal Links, and keep Auth0's confirmation prompt",
        fails=_spa("com.acme.shop://callback", "native"),
        passes=_spa("https://acme.example/app/callback", "native"),
        judge=_private_scheme,
    ),
    Rule(
        id="CB007",
        name="malformed-callback",
        severity=ERROR,
        title="Callbacks are absolute addresses without fragment and user name",
        sources=(rfc(6749, "3.1.2"),),
        why="OAuth forbids fragments and relative addresses; a user name makes an address look like another one.",
        fix="write the whole address",
        fails=_spa("https://shop.acme.example/callback#done"),
        passes=_GOOD,
        judge=_malformed,
    ),
    Rule(
        id="CB008",
        name="open-origins",
        severity=WARNING,
        title="Origins and logout addresses are exact and encrypted",
        sources=(SETTINGS,),
        why="They decide who may ask for tokens in the background, and where a person ends up after a logout.",
        fix="list the addresses, each with `https://`",
        fails="clients:\n  - {name: Shop, web_origins: ['https://*.acme.example']}\n",
        passes="clients:\n  - {name: Shop, web_origins: ['https://shop.acme.example']}\n",
        judge=_open_origins,
    ),
    Rule(
        id="CB009",
        name="no-logout-address",
        severity=WARNING,
        title="People who log out have somewhere to go",
        sources=(SETTINGS,),
        why="Without an allowed address the application cannot end the session at Auth0 and get the person back, so"
        " many leave it alive.",
        fix="write `allowed_logout_urls`, in the client or in the tenant",
        fails=_WHOLE.replace("[https://shop.acme.example]", "[]"),
        passes=_WHOLE,
        judge=_no_logout,
    ),
    Rule(
        id="CB010",
        name="no-callbacks",
        severity=WARNING,
        title="A client with the code flow has callbacks",
        sources=(SETTINGS,),
        why="Auth0 sends nobody to an address that is not listed: the client is broken, or left over.",
        fix="add the address, or remove the client",
        fails=_WHOLE.replace("[https://shop.acme.example/callback]", "[]"),
        passes=_WHOLE,
        judge=_no_callbacks,
    ),
)
