"""One request, to its end: waits for the rate limit, tries again where that cannot do harm."""

import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlencode

from deploy_cli.auth0.answer_json import NotJson, parse
from deploy_cli.auth0.clock import Clock, Stopped
from deploy_cli.auth0.pacing import Pacer
from deploy_cli.auth0.transport import NoAnswer, RawAnswer, Request, Transport
from deploy_cli.core.cost import Rate
from deploy_cli.core.values import Value

Observe: TypeAlias = Callable[[str, str, int, float], None]
"""``(method, path with query, status, seconds)``, once per request that was sent, from any thread; the status is 0
where no answer came."""

_TRANSIENT = frozenset({408, 500, 502, 503, 504})
_TRIES = 4
_FIRST_PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that came whole."""

    answer: RawAnswer
    value: Value
    """The JSON of a 2xx answer; ``None`` where it has no body, and for all others."""
    after_doubt: bool = False
    """An earlier try may have been carried out before this one."""


class Exchange:
    """Sends requests over one transport. May be used from several threads."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        *,
        patience: float = 300.0,
        observe: Observe | None = None,
        ceiling: float | None = None,
        whole: float | None = None,
    ) -> None:
        """``patience`` is how long one request may wait for the rate limit in all, ``whole`` how long everything may
        take from now on, both in seconds; ``ceiling`` how many requests per second are never exceeded.
        """
        self._transport = transport
        self._clock = clock
        self._patience = patience
        self._observe = observe
        self._whole = whole
        self._until = clock.monotonic() + whole if whole is not None else math.inf
        self._api, self._others = (
            Pacer(clock, ceiling),
            Pacer(clock),
        )  # the token endpoint has a limit of its own
        self._counting = threading.Lock()
        self.requests = 0
        """How many requests were made so far; tries of one count once, so that the same plan costs the same."""

    @property
    def rate(self) -> Rate | None:
        """The limit of the Management API, as its answers told it."""
        return self._api.rate

    def send(self, build: Callable[[], Request], *, repeatable: bool) -> Reply:
        """Send what ``build`` makes, made anew for each try. Raises NoAnswer.

        Broken connections, broken answers and 5xx are tried again a few times where the request may be carried
        out twice, or where it cannot have arrived. A POST may not: a repeated create makes two.
        """
        with self._counting:
            self.requests += 1
        doubt = False
        deadline = self._clock.monotonic() + self._patience
        for pause in (*_pauses(), None):
            try:
                answer = self._within_limit(build, deadline)
                if pause is None or not repeatable or answer.status not in _TRANSIENT:
                    return Reply(answer, _value(answer), doubt)
                doubt = True
            except NoAnswer as failure:
                failure.sent = failure.sent or doubt
                if pause is None or failure.hopeless or (failure.sent and not repeatable):
                    raise
                doubt = doubt or failure.sent
            self._clock.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()

    def _within_limit(self, build: Callable[[], Request], deadline: float) -> RawAnswer:
        """Send, and send again after a 429, which did nothing, until the next wait would pass ``deadline``."""
        refused: RawAnswer | None = None
        while True:
            request = build()
            pacer = self._api if request.path.startswith("/api/") else self._others
            try:
                entered = pacer.enter(min(deadline, self._until) - self._clock.monotonic())
            except Stopped:
                raise NoAnswer(
                    "the run was stopped before this was sent", sent=False, hopeless=True
                ) from None
            if self._clock.monotonic() >= self._until or (not entered and self._until < deadline):
                raise self._over()
            if not entered:
                break
            answer = self._once(request, pacer)
            if answer.status != 429:
                return answer
            refused = answer
        if refused is None:
            raise NoAnswer("the rate limit is used up for longer than is waited", sent=False, hopeless=True)
        return refused

    def _over(self) -> NoAnswer:
        hint = "give it more with `--deadline`; an apply that ran out of time is finished by applying again"
        reason = f"the {self._whole:g} s that the whole run may take are over"
        return NoAnswer(reason, sent=False, hopeless=True, hint=hint)

    def _once(self, request: Request, pacer: Pacer) -> RawAnswer:
        answer: RawAnswer | None = None
        started = self._clock.monotonic()
        try:
            answer = self._transport.send(request)
            return answer
        finally:
            pacer.leave(answer)
            self._note(request, answer, self._clock.monotonic() - started)

    def _note(self, request: Request, answer: RawAnswer | None, seconds: float) -> None:
        if self._observe is not None:
            path = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
            self._observe(request.method, path, answer.status if answer else 0, seconds)


def _pauses() -> tuple[float, ...]:
    """Growing, and different for each thread, so that they do not come back all at once."""
    return tuple(_FIRST_PAUSE * 2**n * random.uniform(0.5, 1.0) for n in range(_TRIES - 1))  # noqa: S311


def _value(answer: RawAnswer) -> Value:
    if not 200 <= answer.status < 300:
        return None
    try:
        return parse(answer.body)
    except NotJson as error:
        raise NoAnswer(str(error)) from None
