"""The addresses to which an application may send people: those that go break, some of those that come weaken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.effects.case import Case, texts
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Rule, harmless

_LOCAL: Final = re.compile(r"https?://(localhost|127(\.\d+){3}|\[::1\])([:/?#]|$)", re.IGNORECASE)
_OF_DEVELOPERS: Final = re.compile(
    r"\b(ci|demo|dev|develop|development|lab|local|localhost|playground|preview|qa|sandbox|stage|staging|test"
    r"|testing|uat)\b"
)
"""Words in the name of an environment that no customer uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addresses:
    """One list of addresses. Texts hold ``{name}``, and ``{urls}``: the addresses that come or go."""

    field: str
    severity: Severity
    """That of an address that goes."""
    gone: str
    concerns: tuple[Concern, ...] = ()
    last: str = ""
    """What is true in addition where none is left."""
    come: str
    """Why an address that comes is not felt."""
    open_to: str
    """What an address of other people's gets."""
    danger: Severity = Severity.HIGH
    """How grave that is."""


_LISTS: Final = (
    _Addresses(
        field="callbacks",
        severity=Severity.HIGH,
        gone="Logins to `{name}` that return to {urls} end on an error page, at once.",
        concerns=(Concern.LOCKOUT,),
        last=" No address to return to is left: nobody can log in to it.",
        come="logins to `{name}` may also return to {urls}",
        open_to="receives logins",
    ),
    _Addresses(
        field="allowed_logout_urls",
        severity=Severity.MEDIUM,
        gone="People who log out of `{name}` and are to return to {urls} end on an error page; they are logged out.",
        come="people who log out of `{name}` may also be sent to {urls}",
        open_to="can show people a page of its own after they log out",
        danger=Severity.MEDIUM,
    ),
    _Addresses(
        field="web_origins",
        severity=Severity.MEDIUM,
        gone="`{name}` can no longer renew logins in the background from {urls}: people there who have no refresh token"
        " are sent to the login page when their access token ends.",
        come="`{name}` may also renew logins in the background from {urls}",
        open_to="can ask for the tokens of people who are logged in",
    ),
    _Addresses(
        field="allowed_origins",
        severity=Severity.HIGH,
        gone="Pages at {urls} can no longer talk to Auth0 for `{name}`: a login form on such a page fails.",
        concerns=(Concern.LOCKOUT,),
        come="pages at {urls} may also talk to Auth0 for `{name}`",
        open_to="can talk to Auth0 in the name of the application",
        danger=Severity.MEDIUM,
    ),
)


def _told(addresses: _Addresses, case: Case) -> Iterator[Effect]:
    gone, come = case.gone(addresses.field), case.come(addresses.field)
    if gone:
        yield from _removed(addresses, case, gone)
    if come:
        yield from _added(addresses, case, come)
    if not gone and not come and texts(case.new(addresses.field)):
        yield harmless(f"the addresses in `{addresses.field}` are the same")


def _removed(addresses: _Addresses, case: Case, gone: Sequence[str]) -> Iterator[Effect]:
    left = texts(case.new(addresses.field))
    covered = [url for url in gone if any("*" in one and _covers(one, url) for one in left)]
    if covered:
        yield harmless(f"{quoted(covered)} fits an address with `*` that stays in `{addresses.field}`")
    lost = [url for url in gone if url not in covered]
    if not lost:
        return
    text = addresses.gone.format(name=case.name, urls=quoted(lost))
    if not left and addresses.last:
        yield Effect(Severity.CRITICAL, f"{text}{addresses.last} Undo: possible.", addresses.concerns)
    elif all(_LOCAL.match(url) for url in lost):
        yield Effect(
            Severity.LOW, f"{text} Those are addresses of developers' own computers. Undo: possible."
        )
    else:
        yield Effect(addresses.severity, f"{text} Undo: possible.", addresses.concerns)


def _added(addresses: _Addresses, case: Case, come: Sequence[str]) -> Iterator[Effect]:
    native = case.after.get("app_type") == "native"
    serious = not is_for_developers(case.around.desired.environment.name)
    wild = [url for url in come if "*" in url]
    local = [url for url in come if _LOCAL.match(url) and url not in wild and not native]
    open_ = [url for url in come if _is_open(url)]
    plain = [url for url in come if url not in {*wild, *open_, *(local if serious else ())}]
    field, gets = addresses.field, addresses.open_to
    if wild:
        text = f"Whoever controls any address that fits {quoted(wild)} {gets}: `{field}` of `{case.name}` lets it."
        yield _weaker(text, addresses.danger if serious else Severity.LOW)
    if open_:
        text = (
            f"`{field}` of `{case.name}` has {quoted(open_)}, which is not encrypted (`http`): whoever listens on the"
            f" network {gets}."
        )
        yield _weaker(text, addresses.danger if serious else Severity.LOW)
    if local and serious:
        text = (
            f"`{field}` of `{case.name}` has {quoted(local)}, an address of a developer's own computer: any program on"
            f" a person's computer that listens there {gets}."
        )
        yield _weaker(text, Severity.MEDIUM)
    if plain:
        yield harmless(addresses.come.format(name=case.name, urls=quoted(plain)))


def _weaker(text: str, severity: Severity) -> Effect:
    return Effect(severity, f"{text} Undo: possible.", (Concern.SECURITY,))


def _covers(wild: str, url: str) -> bool:
    """Tell whether ``url`` certainly fits ``wild``, in which each ``*`` stands for one label of a host."""
    return re.fullmatch(r"[^./:?#@*]+".join(map(re.escape, wild.split("*"))), url) is not None


def _is_open(url: str) -> bool:
    return url.lower().startswith("http://") and not _LOCAL.match(url)


@lru_cache(maxsize=64)
def is_for_developers(environment: str) -> bool:
    """Tell by its name whether an environment is one that no customer uses."""
    return _OF_DEVELOPERS.search(re.sub(r"[^a-z]+", " ", environment.lower())) is not None


RULES: Final = tuple(
    Rule(f"addresses-{one.field.replace('_', '-')}", ("clients",), (one.field,), partial(_told, one))
    for one in _LISTS
)
