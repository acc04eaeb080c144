"""Rules about how long refresh tokens last."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import API, EXPIRATION, THIRD_PARTY, asvs, bcp, browsers
from deploy_cli.guardrails.view import App, View
from deploy_cli.lifetimes.durations import SECONDS, spoken
from deploy_cli.lifetimes.lasting import FOREVER, whole
from deploy_cli.lifetimes.policies import LONGEST

_YEAR: Final = SECONDS["y"]
_BLOCK: Final = "refresh_token"
_LIFETIMES: Final = ("token_lifetime", "idle_token_lifetime")


def _public_forever(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.is_public and app.refreshes and app.lasting.endless:
            text = f"the refresh tokens of {app.name} never expire, and it cannot keep a secret"
            yield remark(app, text, _BLOCK, "expiration_type")


def _public_without_absolute(view: View) -> Iterator[Remark]:
    for app in view.apps:
        lasts = app.lasting
        if app.is_public and app.refreshes and lasts.absolute == FOREVER and not lasts.endless:
            text = f"{app.name} has no absolute lifetime: a stolen refresh token that is used often lasts for ever"
            severity = ERROR if app.kind == "spa" and lasts.idle is not None else None
            yield remark(app, text, _BLOCK, "infinite_token_lifetime", severity=severity)


def _confidential_forever(view: View) -> Iterator[Remark]:
    for app in view.apps:
        said = app.grants is not None
        if said and app.is_public is False and app.refreshes and app.lasting.endless:
            text = (
                f"the refresh tokens of {app.name} never expire, which is what Auth0 does where nobody chose"
            )
            yield remark(app, text, _BLOCK, "expiration_type")


def _idle_not_shorter(view: View) -> Iterator[Remark]:
    for app in view.apps:
        absolute, idle = app.lasting.absolute, app.lasting.idle
        if absolute is not None and idle is not None and FOREVER not in (absolute, idle) and idle >= absolute:
            text = (
                f"the inactivity lifetime of {app.name}, {spoken(int(idle))}, is not shorter than its"
                f" absolute lifetime, {spoken(int(absolute))}"
            )
            yield remark(app, text, _BLOCK, "idle_token_lifetime")


def _contradictions(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if (text := _contradiction(app)) is not None:
            yield remark(app, f"{app.name} {text}", _BLOCK, "expiration_type")


def _contradiction(app: App) -> str | None:
    block = app.block
    infinite = [block.get(f"infinite_{name}") for name in _LIFETIMES]
    match block.get("expiration_type"):
        case "non-expiring" if block.get("rotation_type") == "rotating":
            return "rotates refresh tokens that never expire, and Auth0 rotates only those that do"
        case "non-expiring" if False in infinite:
            return "says `non-expiring`, and that one of the lifetimes is not infinite"
        case "expiring" if infinite == [True, True]:
            return "says `expiring`, and that both lifetimes are infinite"
    return None


def _out_of_bounds(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for name in _LIFETIMES:
            seconds = whole(app.block.get(name))
            if seconds is None or 1 <= seconds <= _YEAR or app.block.get(f"infinite_{name}") is True:
                continue
            wrong = not 1 <= seconds <= LONGEST
            limit = "1 second to 5 years" if wrong else "more than a year only in tenants that it has raised"
            text = f"`{name}` of {app.name} is {spoken(seconds)}, and Auth0 takes {limit}"
            yield remark(app, text, _BLOCK, name, severity=ERROR if wrong else None)


def _dormant(view: View) -> Iterator[Remark]:
    for app in view.apps:
        block = app.desired.body.get(_BLOCK)
        written = block if isinstance(block, dict) else {}
        for name in _LIFETIMES:
            if written.get(f"infinite_{name}") is True and whole(written.get(name)) is not None:
                text = f"`{name}` of {app.name} has no effect, for `infinite_{name}` is true"
                yield remark(app, text, _BLOCK, name)


def _awake(body: Object) -> Object:
    """Take out the numbers that do nothing."""
    block = body.get(_BLOCK)
    if not isinstance(block, dict):
        return body
    dormant = [name for name in _LIFETIMES if block.get(f"infinite_{name}") is True]
    return {**body, _BLOCK: {key: value for key, value in block.items() if key not in dormant}}


def _plain(body: Object) -> Object:
    """Call tokens that never expire by their name: what the two flags said, and what they say, is the same."""
    block = body.get(_BLOCK)
    never = [True, True]
    if not isinstance(block, dict) or [block.get(f"infinite_{name}") for name in _LIFETIMES] != never:
        return body
    if block.get("expiration_type") != "expiring" or block.get("rotation_type") != "non-rotating":
        return body
    return {**body, _BLOCK: {**block, "expiration_type": "non-expiring"}}


def _strict_third_party(view: View) -> Iterator[Remark]:
    for app in view.apps:
        lasts, strict = app.lasting, app.client.is_strict
        if strict and app.is_third_party and lasts.idle == FOREVER:
            text = f"{app.name} is a third-party application under strict security, which needs a lifetime that ends"
            yield remark(app, text, _BLOCK, "infinite_idle_token_lifetime")


_ENDLESS: Final = "{rotation_type: non-rotating, expiration_type: non-expiring}"
_MONTH: Final = (
    "{rotation_type: rotating, expiration_type: expiring,"
    " token_lifetime: 2592000, idle_token_lifetime: 1296000}"
)
_LONG: Final = (
    "{rotation_type: non-rotating, expiration_type: expiring,"
    " token_lifetime: 31557600, idle_token_lifetime: 2592000}"
)


def _example(block: str, *fields: str) -> str:
    lines = [
        "clients:",
        "  - name: Shop",
        *(f"    {field}" for field in fields),
        f"    refresh_token: {block}",
    ]
    return "\n".join(lines) + "\n"


_SPA: Final = ("app_type: spa", "grant_types: [authorization_code, refresh_token]")
_WEB: Final = ("app_type: regular_web", "grant_types: [authorization_code, refresh_token]")

RULES: Final = family(
    Rule(
        id="RT002",
        name="public-client-forever",
        severity=ERROR,
        title="The refresh tokens of a public client expire",
        sources=(bcp("4.14.2"), browsers("6.3.2.3")),
        why="A refresh token that nobody uses any more, on a phone that was sold or in an old backup, has to lose its"
        " worth by itself.",
        fix="set an inactivity lifetime; for single-page applications an absolute one, too",
        fails=_example(_ENDLESS, *_SPA),
        passes=_example(_MONTH, *_SPA),
        judge=_public_forever,
    ),
    Rule(
        id="RT003",
        name="public-client-without-absolute-lifetime",
        severity=WARNING,
        title="The refresh tokens of a public client have an absolute lifetime",
        sources=(EXPIRATION, asvs("10.4.8")),
        why="The inactivity lifetime begins anew with every exchange, also with a thief's. Only the absolute lifetime"
        " ends a token that is in use. An error for single-page applications.",
        fix="write `absolute_lifetime: 30d`, or what suits your users",
        fails=_example(
            "{rotation_type: rotating, expiration_type: expiring, infinite_token_lifetime: true,"
            " idle_token_lifetime: 1296000}",
            *_SPA,
        ),
        passes=_example(_MONTH, *_SPA),
        judge=_public_without_absolute,
    ),
    Rule(
        id="RT004",
        name="confidential-client-forever",
        severity=WARNING,
        title="The refresh tokens of a confidential client expire",
        sources=(bcp("4.14.2"), asvs("10.4.8")),
        why="It is what Auth0's API gives a client of which nothing is said. A token from a lost database or log then"
        " never loses its worth.",
        fix="an inactivity lifetime of at most 30 days and an absolute one of at most a year suit most",
        fails=_example(_ENDLESS, *_WEB),
        passes=_example(_LONG, *_WEB),
        judge=_confidential_forever,
    ),
    Rule(
        id="RT005",
        name="inactivity-not-shorter",
        severity=ERROR,
        title="The inactivity lifetime is shorter than the absolute one",
        sources=(EXPIRATION,),
        why="Auth0 says that it cannot be longer, and has been seen to take one second less than the absolute one.",
        fix="shorten the inactivity lifetime, or lengthen the absolute one",
        fails=_example(_MONTH.replace("1296000", "2592000")),
        passes=_example(_MONTH),
        judge=_idle_not_shorter,
    ),
    Rule(
        id="RT006",
        name="contradicting-expiration",
        severity=ERROR,
        title="What is said of expiring says one thing",
        sources=(EXPIRATION, API),
        why="`expiration_type` and the `infinite_…` flags say the same thing twice. Where they disagree, nobody who"
        " reads the file knows what holds; and rotating tokens always expire.",
        fix="say one thing: `non-expiring` with infinite lifetimes, or `expiring` with at least one that ends;"
        " `lint --fix` does the former where both lifetimes are infinite and nothing rotates",
        fails=_example(
            "{rotation_type: non-rotating, expiration_type: expiring, infinite_token_lifetime: true,"
            " infinite_idle_token_lifetime: true}"
        ),
        passes=_example(
            "{rotation_type: non-rotating, expiration_type: non-expiring, infinite_token_lifetime: true,"
            " infinite_idle_token_lifetime: true}"
        ),
        judge=_contradictions,
        mend=_plain,
    ),
    Rule(
        id="RT007",
        name="lifetime-out-of-bounds",
        severity=WARNING,
        title="Lifetimes are within what Auth0 takes",
        sources=(API, EXPIRATION),
        why="Ordinary tenants take up to a year of 365.25 days; Auth0 can raise that to five. Beyond five years, and"
        " below a second, it is an error.",
        fix="write at most 1y (31557600 seconds)",
        fails=_example(_LONG.replace("31557600", "94672800")),
        passes=_example(_LONG),
        judge=_out_of_bounds,
    ),
    Rule(
        id="RT015",
        name="dormant-lifetime",
        severity=INFO,
        title="No lifetime is written that has no effect",
        sources=(API,),
        why="Beside a true `infinite_…` flag the number is stored and does nothing; who reads it is misled. Exports"
        " are full of such numbers, so this is a note.",
        fix="remove the number, or the flag; `lint --fix` removes the number",
        fails=_example(
            "{rotation_type: non-rotating, expiration_type: non-expiring, infinite_token_lifetime: true,"
            " token_lifetime: 31557600, infinite_idle_token_lifetime: true}"
        ),
        passes=_example(
            "{rotation_type: non-rotating, expiration_type: non-expiring, infinite_token_lifetime: true,"
            " infinite_idle_token_lifetime: true}"
        ),
        judge=_dormant,
        mend=_awake,
        of_tenant=False,
    ),
    Rule(
        id="RT020",
        name="strict-third-party-forever",
        severity=ERROR,
        title="Refresh tokens of third-party applications under strict security expire when they are not used",
        sources=(THIRD_PARTY,),
        why="Auth0 does not offer tokens without an inactivity lifetime to such applications.",
        fix="set an inactivity lifetime",
        fails=_example(_ENDLESS, "is_first_party: false", "third_party_security_mode: strict"),
        passes=_example(_LONG, "is_first_party: false", "third_party_security_mode: strict"),
        judge=_strict_third_party,
    ),
)
