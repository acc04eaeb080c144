"""The timeline of a person: what happens at every visit, by the rules of section 3.1 of the facts. Pure."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from deploy_cli.lifetimes.device import Device
from deploy_cli.lifetimes.moment import Cause, Loss, Moment, Outcome
from deploy_cli.lifetimes.settings import Era, Fallback, Settings
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Retry, Visit
from deploy_cli.lifetimes.wallet import Wallet

PATIENCE: Final = 60
"""Seconds between two renewals during one visit, at least: an access token may live shorter than the SDK's margin."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, in order, and which open questions it depended on."""

    moments: tuple[Moment, ...]
    met: frozenset[Unknown] = frozenset()
    others: frozenset[Unknown] = frozenset()
    """The questions that were answered the other way than is assumed."""

    @property
    def asked(self) -> tuple[Moment, ...]:
        """The moments at which the person must log in again."""
        return tuple(moment for moment in self.moments if moment.is_asked)


def timeline(
    events: Iterable[Event], eras: Sequence[Era], others: frozenset[Unknown] = frozenset()
) -> Timeline:
    """Run through ``events`` under the settings of ``eras``, of which the first begins at or before all of them.

    ``others`` are the open questions to be answered the other way.
    """
    run = _Run(tuple(eras), others)
    run.through(events)
    return Timeline(tuple(run.moments), frozenset(run.met), others & run.met)


def futures(events: Sequence[Event], eras: Sequence[Era]) -> tuple[Timeline, ...]:
    """Return a timeline for every combination of answers to the questions that matter; what is assumed comes first."""
    first = timeline(events, eras)
    found, waiting = {first.others: first}, [first]
    while waiting:
        one = waiting.pop(0)
        for unknown in sorted(one.met - one.others):
            branch = timeline(events, eras, one.others | {unknown})
            if branch.others not in found:
                found[branch.others] = branch
                waiting.append(branch)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Renewal:
    """The access token runs out while the application is open."""

    at: int
    device: int
    until: int


class _Run:
    """One run: the devices and the tokens of one person."""

    def __init__(self, eras: tuple[Era, ...], others: frozenset[Unknown]) -> None:
        self.moments: list[Moment] = []
        self.met: set[Unknown] = set()
        self._eras, self._others, self._era = eras, others, 0
        self._devices: dict[int, Device] = {}
        self._wallet = Wallet()
        self._queue: list[tuple[int, int, Event | _Renewal]] = []
        self._numbers = count()

    def through(self, events: Iterable[Event]) -> None:
        """Take all events in the order of time; those of one time in the order they are given in."""
        for event in events:
            self._push(event)
        while self._queue:
            at, _, due = heapq.heappop(self._queue)
            while self._era + 1 < len(self._eras) and self._eras[self._era + 1].start <= at:
                self._era += 1
            self._take(due, self._eras[self._era].settings)

    def _push(self, event: Event | _Renewal) -> None:
        heapq.heappush(self._queue, (event.at, next(self._numbers), event))

    def _take(self, event: Event | _Renewal, now: Settings) -> None:
        match event:
            case Visit(at, number, stay):
                device = self._devices.setdefault(number, Device(number))
                device.open(event, now)
                self._use(device, at, now)
                self._stay(device, at, at + stay, now)
            case _Renewal(at, number, until):
                device = self._devices[number]
                if not device.has_token(at, now):
                    self._use(device, at, now, while_open=True)
                self._stay(device, at, until, now)
            case Logout(at, number) if number in self._devices:
                device = self._devices[number]
                device.log_out(at)
                self._tell(device, at, Outcome.LOGOUT, now)
            case Retry(at, number) if number in self._devices:
                self._retry(self._devices[number], at, now)
            case Copy(at, number, to) if number in self._devices:
                self._devices[to] = self._devices[number].copied(to, at)

    def _decide(self, unknown: Unknown) -> bool:
        self.met.add(unknown)
        return unknown in self._others

    def _use(self, device: Device, at: int, now: Settings, *, while_open: bool = False) -> None:
        """Get to an access token: rules 1 to 4."""
        if device.has_token(at, now):
            self._tell(device, at, Outcome.TOKEN, now, while_open=while_open)
            return
        lost = self._refresh(device, at, now)
        if lost is None:
            self._tell(device, at, Outcome.REFRESH, now, while_open=while_open)
            return
        gone = device.session_loss(at, now)
        if lost.cause is Cause.FIRST:
            gone = lost
        outcome = Outcome.LOGIN if gone else _without_password(now, lost)
        device.receive(at, now, is_login=outcome is Outcome.LOGIN, wallet=self._wallet)
        self._tell(device, at, outcome, now, while_open=while_open, losses=(lost, gone))

    def _refresh(self, device: Device, at: int, now: Settings) -> Loss | None:
        """Exchange the refresh token of ``device``; return why that cannot be."""
        if device.held is None:
            return device.refresh_loss
        if device.gave_up_trying(at, now):
            return device.forget(Loss(Cause.CHECK, device.tried_until(now)))
        if device.is_online:
            return device.refresh_online(at, now)
        family, token = device.held
        answer = self._wallet.exchange(family, token, at, now.refresh, self._decide)
        if isinstance(answer, Loss):
            return device.forget(answer)
        device.renew(at, now, (family, answer), spent=token)
        return None

    def _retry(self, device: Device, at: int, now: Settings) -> None:
        """Present the refresh token that was given up last once more."""
        if device.held is None or device.is_online or device.spent is None:
            return
        family, _ = device.held
        was_over = family.ended is not None
        answer = self._wallet.exchange(family, device.spent, at, now.refresh, self._decide)
        if isinstance(answer, Loss):
            detected = answer.cause is Cause.REUSED and not was_over
            self._tell(device, at, Outcome.REUSE if detected else Outcome.REFUSED, now, losses=(answer, None))
            return
        device.renew(at, now, (family, answer), spent=device.spent)
        self._tell(device, at, Outcome.OVERLAP, now)

    def _stay(self, device: Device, at: int, until: int, now: Settings) -> None:
        """Look ahead to the next renewal of a visit."""
        ahead = max(device.token_from + now.usable, at + PATIENCE)
        if ahead <= until:
            self._push(_Renewal(ahead, device.number, until))

    def _tell(
        self,
        device: Device,
        at: int,
        outcome: Outcome,
        now: Settings,
        *,
        while_open: bool = False,
        losses: tuple[Loss | None, Loss | None] = (None, None),
    ) -> None:
        self.moments.append(device.moment(at, outcome, now, while_open=while_open, losses=losses))


def _without_password(now: Settings, lost: Loss) -> Outcome:
    """Return how the session brings new tokens; an app that does not try waits for a click, which leads to Auth0."""
    silent = now.app.fallback is Fallback.SILENT and lost.cause is not Cause.CHECK
    return Outcome.SILENT if silent else Outcome.REDIRECT
