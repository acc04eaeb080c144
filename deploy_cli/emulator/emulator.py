"""The emulator: a tenant that answers requests, whatever carries them."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote

from deploy_cli.emulator.answers import api_error, json_answer
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.bearer import BearerCheck
from deploy_cli.emulator.engine import Engine
from deploy_cli.emulator.errors import EmulatorError
from deploy_cli.emulator.faults import Faults, skewed, suffer
from deploy_cli.emulator.limits import Limits
from deploy_cli.emulator.meddling import meddle
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.plans import NAMES, plan
from deploy_cli.emulator.request_log import Log, nothing
from deploy_cli.emulator.signing import HashSigner, RsaSigner, Signer, new_rsa_key
from deploy_cli.emulator.store import Store
from deploy_cli.emulator.tokens import TokenEndpoint, issuer

Clock = Callable[[], float]
"""UNIX time in seconds."""

_API = "/api/v2/"
_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_SIGNING_KEY = "signing_key"


class Emulator:
    """Everything between a request and the tenant: routes, tokens, who may call, how often, and faults.

    May be called from any thread.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        domain: str,
        signer: Signer,
        limits: Limits,
        faults: Faults,
        latency: float,
        clock: Clock,
        sleep: Callable[[float], None],
        close: Callable[[], None] = lambda: None,
        log: Log = nothing,
    ) -> None:
        self._engine = engine
        self._domain = domain
        self._signer = signer
        self._limits = limits
        self._faults = faults
        self._latency = latency
        self._clock = clock
        self._sleep = sleep
        self._log = log
        self._last: dict[tuple[str, tuple[tuple[str, str], ...]], Response] = {}
        """How each GET was answered last; kept only where a fault asks for it."""
        self._bearer = BearerCheck(signer, audience=f"https://{domain}{_API}", clock=clock)
        self._tokens = TokenEndpoint(
            engine, signer, domain=domain, clock=clock, is_expired=self._bearer.is_expired
        )
        self.close = close

    @classmethod
    def open(
        cls,
        state: Path | None = None,
        *,
        domain: str = "emulator",
        limits: str = "none",
        latency: float = 0.0,
        build_seconds: float = 0.0,
        delete_seconds: float = 0.0,
        faults: Faults | None = None,
        clock: Clock = time.time,
        sleep: Callable[[float], None] = time.sleep,
        signing: Literal["HS256", "RS256"] = "HS256",
        log: Log = nothing,
    ) -> Self:
        """Open the tenant kept in ``state``, or one that lives in memory only.

        The tenant is ``domain``'s, whatever it was before, and answers under any host as a real one does under a
        custom domain. ``limits`` is the name of a plan, ``latency`` is in seconds, as is what the build of an action
        and the delete of a connection take. Tokens are signed with a keyed hash, or with the state's own RSA key
        when ``signing`` is RS256. Raises EmulatorError.
        """
        if limits not in NAMES:
            raise EmulatorError(f"`{limits}` is not a plan", hint=f"known are {', '.join(NAMES)}")
        store = open_store(state)
        return cls(
            ManagementApi(
                store, domain=domain, clock=clock, build_seconds=build_seconds, delete_seconds=delete_seconds
            ),
            domain=domain,
            signer=HashSigner() if signing == "HS256" else RsaSigner.from_pem(_signing_key(store)),
            limits=Limits(plan(limits), clock),
            faults=faults or Faults(),
            latency=latency,
            clock=clock,
            sleep=sleep,
            close=store.close,
            log=log,
        )

    def handle(self, request: Request) -> Response:
        """Answer one request. Raises Dropped where a fault takes the connection down."""
        carried_out: list[int] = []
        answered: int | None = None

        def carry_out() -> Response:
            answer = self._route(request)
            carried_out.append(answer.status)
            return answer

        try:
            answer = self._answer(request, carry_out)
            answered = answer.status
            return answer
        finally:
            self._log(request, carried_out[0] if carried_out else None, answered)

    def _answer(self, request: Request, carry_out: Callable[[], Response]) -> Response:
        delay, outcome, skew = self._faults.strike(request)
        if self._latency + delay > 0:
            self._sleep(self._latency + delay)
        if outcome is None:
            answer = carry_out()
        else:
            answer = suffer(
                outcome,
                carry_out,
                self._clock(),
                last=self._last.get((request.path, request.query)),
                meddle=partial(meddle, self._engine, request),
                expire=partial(self._bearer.expire, request),
            )
        if request.method == "GET" and self._faults.may_be_stale:
            self._last[request.path, request.query] = answer
        return skewed(answer, skew, self._clock()) if skew else answer

    def _route(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(204, {"allow": _METHODS})
        if request.path.startswith(_API):
            return self._management(request)
        match request.method, unquote(request.path):
            case "POST", "/oauth/token":
                allowance = self._limits.token()
                return allowance.refusal or allowance.stamped(self._tokens.answer(request))
            case "POST", "/oauth/revoke":
                allowance = self._limits.token()
                return allowance.refusal or allowance.stamped(self._tokens.revoke(request))
            case "GET" | "HEAD", "/.well-known/jwks.json":
                return json_answer(200, {"keys": self._signer.jwks()})
            case "GET" | "HEAD", "/.well-known/openid-configuration":
                return json_answer(200, _configuration(issuer(request, self._domain)))
        return api_error(404, "Not Found")

    def _management(self, request: Request) -> Response:
        caller = self._bearer.caller(request)
        if isinstance(caller, Response):
            return caller
        allowance = self._limits.api(request)
        if allowance.refusal is not None:
            return allowance.refusal
        if request.method == "HEAD":  # who carries the answer leaves the body out
            request = replace(request, method="GET")
        answer = self._engine.handle(request, scopes=caller.scopes, client_id=caller.client_id)
        return allowance.stamped(answer)


def open_store(state: Path | None) -> Store:
    """Open the file ``state``, making the folders above it, or memory. Raises EmulatorError."""
    if state is None:
        return Store.open(":memory:")
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        return Store.open(state)
    except (OSError, sqlite3.DatabaseError) as error:
        hint = "name another file, or remove this one: it holds nothing but emulated data"
        raise EmulatorError(
            f"`{state}` cannot be used as the emulator's state: {error}", hint=hint
        ) from error


def _signing_key(store: Store) -> str:
    return _kept(store, _SIGNING_KEY, new_rsa_key)


def _kept(store: Store, name: str, make: Callable[[], str]) -> str:
    """What the state keeps under ``name``, made if it is not there yet; two who open it at once agree."""
    with store.transaction():
        value = store.note(name)
        if value is None:
            value = make()
            store.take_note(name, value)
    return value


def _configuration(own: str) -> dict[str, object]:
    """What an OpenID provider says about itself, as far as the emulator has it."""
    return {
        "issuer": own,
        "token_endpoint": f"{own}oauth/token",
        "revocation_endpoint": f"{own}oauth/revoke",
        "jwks_uri": f"{own}.well-known/jwks.json",
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "PS256"],
        "grant_types_supported": ["client_credentials", "password", "refresh_token"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256", "PS256"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
    }
