"""JSON requests to the Management API, in the name of the tool's own client."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from deploy_cli.auth0.exchange import Exchange, Reply
from deploy_cli.auth0.refusals import Refusal, no_answer, secrets_in
from deploy_cli.auth0.token import Tokens
from deploy_cli.auth0.transport import NoAnswer, Request
from deploy_cli.core.values import Secret, Value, revealed
from deploy_cli.errors import ApiError

ROOT: Final = "/api/v2/"

_REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})
"""What may be carried out twice. A POST may not: client names are not unique, a repeated create makes two."""


class Api:
    """The Management API of one tenant. May be used from several threads."""

    def __init__(self, exchange: Exchange, tokens: Tokens, domain: str) -> None:
        self._exchange = exchange
        self._tokens = tokens
        self._domain = domain

    def get(self, path: str, query: Mapping[str, str]) -> Value | Refusal:
        """Read ``path``, below ``/api/v2/``; return the JSON, or the refusal for the caller to judge.

        Raises ApiError where no sensible answer comes.
        """
        reply = self._send("GET", path, query, b"")
        if 200 <= reply.answer.status < 300:
            return reply.value
        return Refusal.read("GET", path, reply.answer)

    def write(
        self, method: str, path: str, query: Mapping[str, str], body: Value, *, gone_is_done: bool
    ) -> Value:
        """Carry out a change and return the answer's JSON. Raises ApiError.

        Secrets are revealed here and nowhere else. A 404 counts as done where ``gone_is_done``, and where an
        earlier try may have deleted what is gone now.
        """
        content = b"" if body is None else json.dumps(revealed(body), allow_nan=False).encode()
        secrets = secrets_in(body)
        reply = self._send(method, path, query, content, secrets)
        status = reply.answer.status
        if 200 <= status < 300:
            return reply.value
        if status == 404 and (gone_is_done or (method == "DELETE" and reply.after_doubt)):
            return None
        doubtful = (status == 408 or status >= 500) and method not in _REPEATABLE
        raise Refusal.read(method, path, reply.answer, secrets).error(doubtful=doubtful)

    def _send(
        self, method: str, path: str, query: Mapping[str, str], body: bytes, secrets: Sequence[Secret] = ()
    ) -> Reply:
        """Send with a token, and once more with another one where that was refused: it may have ended."""
        _check(method, path)
        token = self._tokens.current()
        reply = self._attempt(method, path, query, body, token)
        if reply.answer.status != 401:
            return reply
        other = self._tokens.renewed(token)
        if other is not None:
            reply = self._attempt(method, path, query, body, other)
        if reply.answer.status == 401:
            raise Refusal.read(method, path, reply.answer, (*secrets, token)).error()
        return reply

    def _attempt(self, method: str, path: str, query: Mapping[str, str], body: bytes, token: Secret) -> Reply:
        headers = {"authorization": f"Bearer {token.reveal()}", "accept": "application/json"}
        if body:
            headers["content-type"] = "application/json"
        request = Request(method, ROOT + path, tuple(query.items()), headers, body)
        repeatable = method in _REPEATABLE
        try:
            return self._exchange.send(lambda: request, repeatable=repeatable)
        except NoAnswer as failure:
            doubtful = failure.sent and method != "GET"
            raise no_answer(method, path, self._domain, failure, doubtful=doubtful) from None


def _check(method: str, path: str) -> None:
    """Refuse a path that would lead elsewhere: ids come from answers and from files."""
    segments = path.split("/")
    if any(segment in ("", ".", "..") for segment in segments) or not _is_plain(path):
        raise ApiError(f"`{method} {path!r}` is not a path of the Management API", method=method, path=path)


def _is_plain(path: str) -> bool:
    return path.isascii() and path.isprintable() and not any(sign in path for sign in " ?#\\")
