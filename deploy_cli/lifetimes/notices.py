"""What people notice of a policy, in plain words: every number and outcome comes from the model. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.foresight import Foresight, foresight
from deploy_cli.lifetimes.moment import Outcome
from deploy_cli.lifetimes.settings import Fallback, RefreshTokens, Settings
from deploy_cli.lifetimes.situations import Situation, Surface
from deploy_cli.lifetimes.unknowns import Unknown

_KEPT: Final = (Outcome.TOKEN, Outcome.REFRESH, Outcome.SILENT)
"""Outcomes of which nobody sees anything."""

_THING: Final = {
    Surface.BROWSER: "browser",
    Surface.SERVER: "browser",
    Surface.PHONE: "device",
    Surface.DEVICE: "device",
}

_OPEN: Final = {
    Unknown.FORK: "Whether both of the new tokens go on working, Auth0 does not document.",
    Unknown.REUSE_REACH: "Auth0 does not document whether the owner's other devices are out then, too.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that people notice, or that a team should know."""

    label: str
    text: str


def notices(situation: Situation) -> tuple[Notice, ...]:
    """Return what people notice in ``situation``, what matters most first."""
    return tuple(_Telling(situation).told())


class _Telling:
    """The sentences about one situation."""

    def __init__(self, situation: Situation) -> None:
        settings = situation.settings
        if settings.refresh is None:
            raise ValueError(f"`{situation.key}` issues no refresh token")
        self._situation = situation
        self._settings: Settings = settings
        self._policy: RefreshTokens = settings.refresh
        self._seen: Foresight = foresight(settings)
        self._thing = _THING[situation.surface]

    def told(self) -> Iterator[Notice]:
        """Yield the notices."""
        yield Notice("Away", self._away())
        yield Notice("In any case", self._in_any_case())
        if self._is_let_back:
            yield Notice("Without `prompt=login`", self._let_back())
        yield Notice(*self._closed())
        if self._situation.surface is not Surface.SERVER:
            yield Notice("Left open", self._left_open())
        yield Notice("Several devices", self._devices())
        if self._situation.surface in (Surface.BROWSER, Surface.SERVER):
            yield Notice("Private windows", self._private())
        yield Notice("Logging out", self._logged_out())
        yield Notice("Twice at once", self._twice())
        yield Notice("A stolen token", self._stolen())

    @property
    def _is_let_back(self) -> bool:
        unused = self._settings.app.fallback is Fallback.NONE
        return unused and self._seen.by_session is not Outcome.LOGIN

    def _away(self) -> str:
        away = self._seen.away
        if away.limit is None or away.sure is None:
            return "As long as they like: absence alone never leads to a login."
        text = (
            f"p to {spoken(away.sure)} away, people are still logged in; after {spoken(away.limit)} or more they must"
            " log in. Between the two it depends: the clock starts at the last renewal, and that may have been up to"
            f" {spoken(away.blur)} before people left."
        )
        is_beside = self._situation.surface is Surface.SERVER
        return (
            f"Provided that the application's own session lasts as long: u{text}" if is_beside else f"U{text}"
        )

    def _in_any_case(self) -> str:
        away = self._seen.away
        if away.since_login is None:
            return "Never: whoever comes back in time stays logged in for ever."
        return (
            f"However often people come, they must log in {spoken(away.since_login)} after they did so last; at most"
            f" {spoken(away.blur)} later, if the application still holds an access token then."
        )

    def _let_back(self) -> str:
        sessions = self._settings.sessions
        return (
            f"People who were away for {spoken(self._seen.away.limit or 0)} get back in without a password, as long as"
            f" the session at Auth0 lives: by default until {spoken(sessions.idle)} after it was last used, or"
            f" {spoken(sessions.absolute)} after the login. Neither of the two lifetimes is felt then."
        )

    def _closed(self) -> tuple[str, str]:
        kept = "Nothing changes" if self._seen.closed in _KEPT else "They must log in again"
        match self._situation.surface:
            case Surface.BROWSER:
                return "Closing the browser", (
                    f"{kept}, if the application keeps its tokens in the browser's storage. If it keeps them in memory,"
                    f" as Auth0's SDK does unless told otherwise, {self._lost('every new page')}."
                )
            case Surface.SERVER:
                return "Closing the browser", (
                    f"{kept} while the application's own session lives. When that has ended, the refresh token is of no"
                    f" use, and {self._lost('the next visit')}."
                )
            case Surface.PHONE:
                return "Closing the app", (
                    f"{kept}; the same goes for a restart of the device. After the app was removed and installed anew,"
                    f" {self._lost('the first start')}."
                )
            case Surface.DEVICE:
                start = self._lost("the next start")
                return "Switching it off", f"{kept}: off is away. If the device forgets its tokens, {start}."

    def _left_open(self) -> str:
        if self._seen.left_open not in _KEPT:
            return "It asks for a login like one that was closed."
        return (
            "An application that goes on calling its API while nobody looks renews by itself, and that counts as use:"
            " the inactivity lifetime does not end it, only the absolute one does."
        )

    def _lost(self, when: str) -> str:
        """Say what happens without the tokens: the session decides."""
        limit = self._seen.unstored.limit
        if not limit:
            return f"{when} is a login"
        return (
            f"{when} goes by the session at Auth0: no password if that was used in the last {spoken(limit)}, and the"
            f" login was in the last {spoken(self._seen.unstored.since_login or 0)}; else a login"
        )

    def _devices(self) -> str:
        rested, used = self._seen.rested
        first = f"Each {self._thing} has a login and clocks of its own."
        if rested is not Outcome.LOGIN or used not in _KEPT:
            return first
        return (
            f"{first} After {spoken(self._seen.away.limit or 0)} of rest one asks for a login, and the others, which"
            " were in use, do not."
        )

    def _private(self) -> str:
        if self._seen.elsewhere is not Outcome.LOGIN:
            return "They begin logged in."
        return (
            "A private window knows nothing of the others, and forgets everything when it is closed: every one begins"
            " with a login."
        )

    def _logged_out(self) -> str:
        here, there = self._seen.logged_out
        if here is not Outcome.LOGIN or there not in _KEPT:
            return "It ends nothing."
        return (
            "It ends the login there and nowhere else. Auth0 does not revoke the refresh token by itself: the"
            " application has to."
        )

    def _twice(self) -> str:
        within, after = self._seen.twice
        if Outcome.REUSE not in (within, after):
            return "Several requests may use the same refresh token at once; nothing happens."
        leeway = spoken(self._policy.leeway)
        return (
            f"Two requests may use the same refresh token within {leeway}, as when two tabs renew together or an answer"
            f" gets lost.{self._not_documented(Unknown.FORK)} More than {leeway} apart Auth0 takes it for a theft, and"
            f" {self._ended()}."
        )

    def _ended(self) -> str:
        """Say what the owner notices when all tokens of the login were ended."""
        limit = self._seen.unstored.limit
        asked = f"this {self._thing} must log in again"
        return f"{asked}, unless Auth0's session lets it in" if limit else asked

    def _stolen(self) -> str:
        secret = (
            ""
            if self._situation.described.is_public
            else "It is worth nothing without the application's secret. "
        )
        lead = "If that is known, too: once" if secret else "Once"
        theft, leeway = self._seen.theft, spoken(self._policy.leeway)
        if not theft.is_noticed:
            return f"{secret}If that is known, too, nobody notices: the thief can go on {self._alone()}."
        return (
            f"{secret}{lead} the thief and the owner have both used it, more than {leeway} apart, Auth0 ends it for"
            f" both: the thief is out within {spoken(theft.rest)}, and {self._ended()}. If the owner never comes back,"
            f" the thief can go on {self._alone()}.{self._not_documented(Unknown.REUSE_REACH)}"
        )

    def _not_documented(self, unknown: Unknown) -> str:
        return f" {_OPEN[unknown]}" if unknown in self._seen.unknown else ""

    def _alone(self) -> str:
        theft = self._seen.theft
        if theft.alone is None:
            return "for ever"
        until = spoken(theft.alone - theft.rest)
        return (
            f"until {until} after the login, and up to {spoken(theft.rest)} longer with the last access token"
        )
