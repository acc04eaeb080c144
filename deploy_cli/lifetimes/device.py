"""One browser or phone: the tokens and the session that it holds. Pure."""

from copy import copy
from dataclasses import dataclass, field

from deploy_cli.lifetimes.family import Family
from deploy_cli.lifetimes.moment import Cause, Loss, Moment, Outcome
from deploy_cli.lifetimes.session import Session
from deploy_cli.lifetimes.settings import Fallback, Flow, RefreshTokens, Settings, Storage
from deploy_cli.lifetimes.visits import Opening, Visit
from deploy_cli.lifetimes.wallet import Wallet


@dataclass(slots=True)
class Device:
    """What one device holds. Before the first login, nothing."""

    number: int
    token_from: int = 0
    token_end: int | None = None
    """When the access token ends; ``None`` where there is none."""
    held: tuple[Family, int] | None = None
    """The family, and the token of it."""
    spent: int | None = None
    """The token of that family that was given up last."""
    is_online: bool = False
    session: Session | None = None
    refresh_loss: Loss = field(default_factory=lambda: Loss(Cause.FIRST, 0))
    """Why no refresh token is held."""
    session_over: Loss = field(default_factory=lambda: Loss(Cause.FIRST, 0))
    """Why there is no session."""

    def open(self, visit: Visit, now: Settings) -> None:
        """Begin a visit: rule 0. What lived in the page, and in the browser, may be gone."""
        if self.refresh_loss.cause is Cause.FIRST and self.held is None:
            return
        if visit.opening is not Opening.SAME and now.app.storage is Storage.MEMORY:
            self.token_end = None
            if self.held is not None:
                self.forget(Loss(Cause.MEMORY, visit.at))
        closed = visit.opening is Opening.CLOSED and not now.sessions.survives_closing
        if closed and self.session is not None:
            self._end_session(Loss(Cause.CLOSED, visit.at))

    def has_token(self, at: int, now: Settings) -> bool:
        """Tell whether the access token still serves: rule 1."""
        return self.token_end is not None and at < self.token_end - now.app.margin

    def gave_up_trying(self, at: int, now: Settings) -> bool:
        """Tell whether the app, by the cookie of its SDK, takes the person for logged out (2.4)."""
        return now.app.session_check is not None and at >= self.tried_until(now)

    def tried_until(self, now: Settings) -> int:
        """Return when that cookie ends: it is set whenever tokens come."""
        return self.token_from + (now.app.session_check or 0)

    def session_loss(self, at: int, now: Settings) -> Loss | None:
        """Tell why the session does not help: rule 3; ``None`` where it does."""
        if now.app.fallback is Fallback.NONE or now.app.flow is Flow.DEVICE:
            return Loss(Cause.UNUSED, at)
        return self._session_gone(at, now)

    def _session_gone(self, at: int, now: Settings) -> Loss | None:
        if self.session is None:
            return self.session_over
        if (loss := self.session.loss(at, now.sessions)) is not None:
            self._end_session(loss)
        return loss

    def refresh_online(self, at: int, now: Settings) -> Loss | None:
        """Exchange an online refresh token: it lives, and keeps alive, the session (1.6)."""
        if not now.online:
            return self.forget(Loss(Cause.SWITCHED_OFF, at))
        gone = self._session_gone(at, now)
        if gone is not None:
            return self.forget(Loss(Cause.SESSION, gone.at))
        if self.session is not None:
            self.session.use(at, now.sessions)
        self._take_token(at, now)
        return None

    def renew(self, at: int, now: Settings, held: tuple[Family, int], *, spent: int) -> None:
        """Take what an exchange brought."""
        self.held, self.spent = held, spent if held[1] != spent else None
        self._take_token(at, now)

    def receive(self, at: int, now: Settings, *, is_login: bool, wallet: Wallet) -> None:
        """Take what a login, or the session, brought: an access token, and a new family where one is issued."""
        if is_login:
            self.session = Session.begun(at, now.sessions)
        elif self.session is not None:
            self.session.use(at, now.sessions)
        self._take_token(at, now)
        self.spent, self.is_online = None, now.online
        if now.online:
            self.held = (Family.begun(at, RefreshTokens(rotating=False, absolute=None, idle=None)), 0)
        elif now.refresh is not None and now.app.flow is not Flow.IMPLICIT:
            self.held = (wallet.issue(at, now.refresh), 0)
        else:
            self.forget(Loss(Cause.NEVER, at))

    def forget(self, loss: Loss) -> Loss:
        """Drop the refresh token, which serves no more."""
        self.held, self.refresh_loss = None, loss
        return loss

    def log_out(self, at: int) -> None:
        """End the session and drop the tokens; Auth0 keeps the refresh token (1.5)."""
        self.token_end = None
        self.forget(Loss(Cause.LOGOUT, at))
        self._end_session(Loss(Cause.LOGOUT, at))

    def copied(self, number: int, at: int) -> "Device":
        """Return a device that has come to the tokens of this one, without its session."""
        other = copy(self)
        other.number = number
        other._end_session(Loss(Cause.NEVER, at))
        return other

    def moment(
        self,
        at: int,
        outcome: Outcome,
        now: Settings,
        *,
        while_open: bool,
        losses: tuple[Loss | None, Loss | None],
    ) -> Moment:
        """Tell how things stand."""
        family = None if self.held is None else self.held[0]
        uses_session = self.session is not None and (self.is_online or now.app.fallback is not Fallback.NONE)
        return Moment(
            at=at,
            device=self.number,
            outcome=outcome,
            while_open=while_open,
            renewed=self.token_from,
            token_end=self.token_from if self.token_end is None else self.token_end - now.app.margin,
            absolute_end=family.absolute_end if family else None,
            idle_end=family.idle_end if family else None,
            session_end=self.session.end(now.sessions) if uses_session and self.session else None,
            has_refresh_token=family is not None and family.ended is None,
            refresh_loss=losses[0],
            session_loss=losses[1],
        )

    def _take_token(self, at: int, now: Settings) -> None:
        self.token_from, self.token_end = at, at + now.access_token

    def _end_session(self, loss: Loss) -> None:
        self.session, self.session_over = None, loss
