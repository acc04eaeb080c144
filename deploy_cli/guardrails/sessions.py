"""Rules about sessions at Auth0, and about what ends with them."""

from collections.abc import Iterator, Mapping
from typing import Final

from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import API, BACKCHANNEL, NATIVE_TO_WEB, SESSION_LIMITS, nist
from deploy_cli.guardrails.view import Subject, View, number
from deploy_cli.lifetimes.durations import spoken

_PAIRS: Final = (
    ("session_lifetime", "idle_session_lifetime"),
    ("ephemeral_session_lifetime", "idle_ephemeral_session_lifetime"),
)
_DAY: Final = 86_400
_SELF_SERVICE: Final = (30 * _DAY, 3 * _DAY)
_ENTERPRISE: Final = (365 * _DAY, 100 * _DAY)
_ASSURANCE: Final[Mapping[str, tuple[int, int | None]]] = {
    "aal1": (30 * _DAY, None),
    "aal2": (12 * 3600, 30 * 60),
    "aal3": (12 * 3600, 15 * 60),
}
"""The longest absolute and idle session of each level."""


def _said(settings: Subject, field: str) -> tuple[int, str] | None:
    """Return the seconds of a session setting, and the field that says it: in minutes where it does, else in hours."""
    minutes, hours = number(settings.body.get(f"{field}_in_minutes")), number(settings.body.get(field))
    if minutes is not None:
        return round(minutes) * 60, f"{field}_in_minutes"
    return (round(hours * 60) * 60, field) if hours is not None else None


def _above_the_cap(view: View) -> Iterator[Remark]:
    for pair in _PAIRS if view.settings is not None else ():
        for at, field in enumerate(pair):
            said = _said(view.settings, field) if view.settings is not None else None
            if said is None or view.settings is None or said[0] <= _SELF_SERVICE[at]:
                continue
            most, severity = spoken(_ENTERPRISE[at]), None
            text = f"`{said[1]}` is {spoken(said[0])}, and Auth0 keeps no session longer than {most}"
            if said[0] <= _ENTERPRISE[at]:
                text = f"`{said[1]}` is {spoken(said[0])}, which Auth0 honours on Enterprise plans only"
                severity = INFO
            yield remark(view.settings, text, said[1], severity=severity)


def _idle_not_shorter(view: View) -> Iterator[Remark]:
    for absolute, idle in _PAIRS if view.settings is not None else ():
        if view.settings is None:
            return
        whole, rest = _said(view.settings, absolute), _said(view.settings, idle)
        if whole is not None and rest is not None and rest[0] >= whole[0]:
            text = (
                f"`{rest[1]}`, {spoken(rest[0])}, never ends a session:"
                f" `{whole[1]}`, {spoken(whole[0])}, comes first"
            )
            yield remark(view.settings, text, rest[1])


def _assurance(view: View) -> Iterator[Remark]:
    if view.assurance is None or view.settings is None:
        return
    for field, most in zip(_PAIRS[0], _ASSURANCE[view.assurance], strict=True):
        said = _said(view.settings, field)
        if said is not None and most is not None and said[0] > most:
            text = f"`{said[1]}` is {spoken(said[0])}, and {view.assurance.upper()} allows {spoken(most)}"
            yield remark(view.settings, text, said[1])


def _no_backchannel(view: View) -> Iterator[Remark]:
    for app in view.apps:
        described = app.is_whole or not app.desired.body.keys().isdisjoint(("app_type", "oidc_logout"))
        told = app.inner("oidc_logout").get("backchannel_logout_urls")
        if described and app.kind == "regular_web" and app.has_code and not told:
            text = f"{app.name} is not told when a session ends: people stay logged in there"
            yield remark(app, text, "oidc_logout")


def _transfer(view: View) -> Iterator[Remark]:
    for app in view.apps:
        transfer = app.inner("session_transfer")
        if not (transfer.get("can_create_session_transfer_token") or transfer.get("allow_refresh_token")):
            continue
        if transfer.get("enforce_online_refresh_tokens") is False:
            text = f"refresh tokens that {app.name} got from a session live on when the session has ended"
            yield remark(app, text, "session_transfer", "enforce_online_refresh_tokens")
        if transfer.get("enforce_device_binding") == "none":
            text = f"a session token of {app.name} works on any device that gets hold of it"
            yield remark(app, text, "session_transfer", "enforce_device_binding")


def _tenant(absolute: int, idle: int, more: str = "") -> str:
    return f"{more}tenant: {{session_lifetime: {absolute}, idle_session_lifetime: {idle}}}\n"


def _transferring(binding: str) -> str:
    return f"""\
clients:
  - name: Phone
    session_transfer: {{can_create_session_transfer_token: true, enforce_device_binding: {binding}}}
"""


_WEB: Final = """\
clients:
  - name: Shop
    app_type: regular_web
    grant_types: [authorization_code]
"""
_AAL2: Final = "environment: {name: shop, guardrails: {assurance: aal2}}\n"

RULES: Final = family(
    Rule(
        id="SS001",
        name="session-above-the-cap",
        severity=WARNING,
        title="Sessions are not longer than Auth0 honours",
        sources=(SESSION_LIMITS,),
        why="Auth0 accepts longer ones and does not keep to them: 30 days, 3 days without activity on self-service"
        " plans; 365 and 100 days on Enterprise plans. What only Enterprise honours is a note.",
        fix="write what holds",
        fails=_tenant(8760, 3000),
        passes=_tenant(168, 72),
        judge=_above_the_cap,
    ),
    Rule(
        id="SS002",
        name="idle-session-not-shorter",
        severity=WARNING,
        title="The idle session is shorter than the absolute one",
        sources=(SESSION_LIMITS,),
        why="Otherwise it never acts, and who reads it is misled.",
        fix="lower the idle one",
        fails=_tenant(72, 72),
        passes=_tenant(168, 72),
        judge=_idle_not_shorter,
    ),
    Rule(
        id="SS003",
        name="session-above-assurance",
        severity=INFO,
        title="Sessions keep to the assurance level that the environment claims",
        sources=(nist("4.1.3"), nist("4.2.3"), nist("4.3.3")),
        why="30 days for AAL1; 12 hours and 30 minutes without activity for AAL2; 12 hours and 15 minutes for AAL3."
        " Judged where `environment.guardrails.assurance` names a level. Revision 4 changes AAL2: look it up.",
        fix="shorten the session, in minutes where hours are too coarse",
        fails=_tenant(24, 12, _AAL2),
        passes=_AAL2 + "tenant: {session_lifetime: 12, idle_session_lifetime_in_minutes: 30}\n",
        judge=_assurance,
    ),
    Rule(
        id="SS004",
        name="no-backchannel-logout",
        severity=INFO,
        title="Applications on servers are told when a session ends",
        sources=(BACKCHANNEL,),
        why="Otherwise a logout elsewhere, or a block, leaves their own session alive. Off in the default profile, for"
        " an application has to be made for it.",
        fix="write `oidc_logout.backchannel_logout_urls`",
        fails=_WEB,
        passes=_WEB + "    oidc_logout: {backchannel_logout_urls: ['https://shop.acme.example/logout']}\n",
        judge=_no_backchannel,
    ),
    Rule(
        id="SS005",
        name="loose-session-transfer",
        severity=WARNING,
        title="Sessions that go from an app to the web stay bound",
        sources=(NATIVE_TO_WEB, API),
        why="Auth0 binds them to the device's network address, and ends their refresh tokens with the session; both"
        " are switched off here.",
        fix="leave the defaults: `enforce_device_binding: ip`, `enforce_online_refresh_tokens: true`",
        fails=_transferring("none"),
        passes=_transferring("ip"),
        judge=_transfer,
    ),
)
