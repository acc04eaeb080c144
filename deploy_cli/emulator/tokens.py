"""`POST /oauth/token`: access tokens by client credentials, by password and by refresh token, for any API."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from deploy_cli.emulator.answers import NOT_STORED, json_answer, oauth_error
from deploy_cli.emulator.client_authentication import ClientAuthentication, Refused
from deploy_cli.emulator.engine import Engine, Object
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.signing import Signer
from deploy_cli.emulator.user_tokens import GRANTS, PASSWORD, REFRESH, UserTokens

DAY = 86_400
"""Seconds that a Management API token lives, unless its resource server says otherwise."""

_GRANT = "client_credentials"
_FORM = "application/x-www-form-urlencoded"
_NO_AUDIENCE = "No audience parameter was provided, and no default audience has been configured"
_NO_GRANT = (
    'Client is not authorized to access "{}". You need to create a "client-grant" associated to this API. '
    "See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants"
)


class TokenEndpoint:
    """Issues tokens; every refusal has the status and the text that the real endpoint gives."""

    def __init__(
        self,
        engine: Engine,
        signer: Signer,
        *,
        domain: str,
        clock: Callable[[], float],
        is_expired: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``is_expired`` tells of a token whether it was ended before its time."""
        self._engine = engine
        self._is_expired = is_expired
        self._signer = signer
        self._domain = domain
        self._clock = clock
        self._authentication = ClientAuthentication(engine, clock)
        self._users = UserTokens(engine, clock)

    def answer(self, request: Request) -> Response:
        """Answer a request for a token."""
        try:
            return self._issue(request, _form(request))
        except _Denied as denied:
            return denied.answer
        except Refused as refused:
            return oauth_error(401, refused.error, refused.description)

    def _issue(self, request: Request, form: Mapping[str, str]) -> Response:
        if "grant_type" not in form:
            raise _denied(400, "invalid_request", "Missing required parameter: grant_type")
        if form["grant_type"] in GRANTS:
            return self._for_user(request, form, form["grant_type"])
        if form["grant_type"] != _GRANT:
            raise _denied(403, "unsupported_grant_type", f"Unsupported grant type: {form['grant_type']}")
        client = self._client(request, form)
        if _GRANT not in client.get("grant_types", (_GRANT,)):
            raise _denied(403, "unauthorized_client", f"Grant type '{_GRANT}' not allowed for the client.")
        api = self._resource_server(self._audience(request, form))
        scope = self._scope(str(client["client_id"]), str(api["identifier"]), form.get("scope"))
        claims = {"sub": f"{client['client_id']}@clients", "gty": "client-credentials"}
        return self._token(request, client, api, scope, claims, None)

    def revoke(self, request: Request) -> Response:
        """Answer `POST /oauth/revoke`: a token that is unknown is no fault (RFC 7009)."""
        try:
            form = _form(request)
            client = self._client(request, form)
        except _Denied as denied:
            return denied.answer
        except Refused as refused:
            return oauth_error(401, refused.error, refused.description)
        flags = self._read("tenants/settings").get("flags") or {}
        whole_grant = flags.get("revoke_refresh_token_grant") is True
        self._users.revoke(form.get("token", ""), client, whole_grant=whole_grant)
        return Response(200, dict(NOT_STORED))

    def _client(self, request: Request, form: Mapping[str, str]) -> Object:
        """The client that asks; one that cannot keep a secret only has to say its name."""
        public = self._engine.client(form.get("client_id", ""))
        if public is not None and public.get("token_endpoint_auth_method") == "none":
            return public
        issuers = frozenset({f"https://{self._domain}/", issuer(request, self._domain)})
        return self._authentication.client(form, request.headers.get("authorization"), issuers)

    def _for_user(self, request: Request, form: Mapping[str, str], grant: str) -> Response:
        client = self._client(request, form)
        if grant not in client.get("grant_types", ()):
            raise _denied(403, "unauthorized_client", f"Grant type '{grant}' not allowed for the client.")
        return (
            self._by_password(request, form, client)
            if grant == PASSWORD
            else self._renewed(request, form, client)
        )

    def _by_password(self, request: Request, form: Mapping[str, str], client: Object) -> Response:
        user = self._users.log_in(form.get("username", ""), form.get("password", ""), form.get("realm"))
        if user is None:
            raise _denied(403, "invalid_grant", "Wrong email or password.")
        api = self._resource_server(self._audience(request, form))
        scope = form.get("scope", "")
        token = self._users.begin(client, user, api, scope)
        return self._token(request, client, api, scope, {"sub": user["user_id"], "gty": PASSWORD}, token)

    def _renewed(self, request: Request, form: Mapping[str, str], client: Object) -> Response:
        """Answer a refresh: an API that allows none any more ends what was issued for it."""
        given = form.get("refresh_token", "")
        audience = self._users.audience(given)
        api = self._read(f"resource-servers/{quote(audience, safe='')}") if audience else {}
        found = self._users.exchange(given, client) if api.get("allow_offline_access") is True else None
        if found is None:
            raise _denied(403, "invalid_grant", "Unknown or invalid refresh token.")
        family, follower = found
        claims = {"sub": family["user_id"], "gty": REFRESH}
        return self._token(request, client, api, str(family["scope"]), claims, follower)

    def _audience(self, request: Request, form: Mapping[str, str]) -> str:
        """The API asked for. The host that was called is another name of the tenant, as a custom domain is."""
        audience = form.get("audience") or self._read("tenants/settings").get("default_audience")
        if not audience:
            raise _denied(403, "access_denied", _NO_AUDIENCE)
        own = request.headers.get("host", self._domain)
        if audience in {f"https://{own}/api/v2/", f"http://{own}/api/v2/"}:
            return f"https://{self._domain}/api/v2/"
        return str(audience)

    def _resource_server(self, audience: str) -> Object:
        api = self._read(f"resource-servers/{quote(audience, safe='')}")
        if api.get("identifier") != audience:  # an id of a resource server is not an audience
            raise _denied(403, "access_denied", f"Service not enabled within domain: {audience}")
        return api

    def _scope(self, client_id: str, audience: str, wanted: str | None) -> str:
        granted = self._engine.grant_scopes(client_id, audience)
        if granted is None:
            raise _denied(403, "access_denied", _NO_GRANT.format(audience))
        if not wanted:
            return " ".join(sorted(granted))
        missing = [scope for scope in wanted.split() if scope not in granted]
        if missing:
            text = f"Client has not been granted scopes: {', '.join(missing)}"
            raise _denied(403, "access_denied", text)
        return " ".join(dict.fromkeys(wanted.split()))

    def _token(
        self,
        request: Request,
        client: Object,
        api: Object,
        scope: str,
        about: Mapping[str, str],
        refresh_token: str | None,
    ) -> Response:
        now = int(self._clock())
        lifetime = api.get("token_lifetime", DAY)
        claims = {
            "iss": issuer(request, self._domain),
            "sub": about["sub"],
            "aud": api["identifier"],
            "iat": now,
            "exp": now + lifetime,
            "azp": client["client_id"],
            **({"scope": scope} if scope else {}),
            "gty": about["gty"],
        }
        body = {"access_token": self._signed(claims), "expires_in": lifetime, "token_type": "Bearer"}
        if refresh_token is not None:
            body = {"access_token": body.pop("access_token"), "refresh_token": refresh_token, **body}
        if scope:
            body = {"access_token": body.pop("access_token"), "scope": scope, **body}
        return json_answer(200, body, headers=NOT_STORED)

    def _signed(self, claims: dict[str, Any]) -> str:
        """Sign claims, a second older while the same ones are those of a token that was ended before its time."""
        while self._is_expired(token := self._signer.sign(claims)):
            claims = {**claims, "iat": claims["iat"] - 1}
        return token

    def _read(self, path: str) -> dict[str, Any]:
        """Read the tenant as its API shows it; what is not there is empty."""
        answer = self._engine.handle(Request("GET", f"/api/v2/{path}"), scopes=None, client_id=None)
        return json.loads(answer.body) if answer.status == 200 else {}


def issuer(request: Request, domain: str) -> str:
    """The issuer of tokens: the host that was called, for a tenant answers to several names."""
    return f"https://{request.headers.get('host', domain)}/"


class _Denied(Exception):
    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def _denied(status: int, error: str, description: str) -> _Denied:
    return _Denied(oauth_error(status, error, description))


def _form(request: Request) -> dict[str, str]:
    """Read the parameters from a form or a JSON object. Raises _Denied; a repeated parameter is refused."""
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    try:
        text = request.body.decode()
        pairs = _json_pairs(text) if kind == "application/json" else parse_qsl(text, keep_blank_values=True)
    except (ValueError, RecursionError):
        raise _denied(400, "invalid_request", "The body of the request cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise _denied(400, "invalid_request", "A parameter is given more than once")
    return form


def _json_pairs(text: str) -> list[tuple[str, str]]:
    value = json.loads(text, object_pairs_hook=list)
    if not isinstance(value, list) or not all(isinstance(pair, tuple) for pair in value):
        raise ValueError("not an object")
    return [(name, item) for name, item in value if isinstance(item, str)]
