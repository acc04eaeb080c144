"""HTTP answers that refuse, as errors for a person: Auth0's own message, what it is about, and what to do."""

import base64
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from deploy_cli.auth0.transport import NoAnswer, RawAnswer
from deploy_cli.core.call import Unavailable
from deploy_cli.core.values import Secret, Value
from deploy_cli.errors import ApiError, Unauthorized, Unreachable

_LONGEST = 600
"""Characters of a message from the server that are shown."""

_SCOPES = re.compile(r"expected any of:\s*([a-z0-9_:,\s-]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"' on property ([^\s()]+?)\.?(?=\s|$)")
_NAMED = re.compile(r"'(?:Missing required property|Additional properties not allowed): ([^',\s]+)")
_LACKING = frozenset({"insufficient_entitlement", "feature_not_enabled"})
_REQUEST_IDS = ("x-auth0-requestid", "x-request-id", "cf-ray")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success, taken apart. The members of the body are those of the API's error shape:
    ``statusCode, error, message, errorCode``."""

    method: str
    path: str
    """Below ``/api/v2/``."""
    status: int
    message: str
    """Auth0's own, at most a few lines long."""
    code: str | None
    is_api: bool
    """The body has the API's error shape, so that the answer comes from Auth0 and not from something in between."""
    request_id: str | None

    @classmethod
    def read(cls, method: str, path: str, answer: RawAnswer, secrets: Sequence[Secret] = ()) -> "Refusal":
        """Take ``answer`` apart; ``secrets``, which messages may quote, are masked."""
        body = _object(answer.body)
        message, code = body.get("message"), body.get("errorCode")
        is_api = isinstance(message, str) and bool(message.strip())
        return cls(
            method=method,
            path=path,
            status=answer.status,
            message=shortened(masked(str(message), secrets)) if is_api else _stranger(answer),
            code=shortened(code, 60) if isinstance(code, str) else None,
            is_api=is_api,
            request_id=_request_id(answer),
        )

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of which any one would do, where the answer asks for one."""
        found = _SCOPES.search(self.message) if self.status == 403 else None
        return tuple(scope for scope in re.split(r"[,\s]+", found.group(1)) if scope) if found else ()

    @property
    def field(self) -> str | None:
        """The body field that a validation sentence names: its path, and the property in question below it."""
        if self.status != 400 or "validation error" not in self.message:
            return None
        parent, child = _PROPERTY.search(self.message), _NAMED.search(self.message)
        parts = [found.group(1) for found in (parent, child) if found]
        return ".".join(parts) or None

    @property
    def lacking(self) -> Unavailable | None:
        """Set where the tenant does not have the feature: its plan lacks it, or it is not switched on.

        A 403 that names scopes is about the token instead, whatever its code: there are refusals with the code
        ``insufficient_scope`` that ask for an upgrade (recorded for ``GET supplemental-signals``).
        """
        if not self.is_api or self._wants_scope:
            return None
        lacking = self.status in (402, 403) or self.code in _LACKING
        return Unavailable(self.message) if lacking else None

    @property
    def _wants_scope(self) -> bool:
        return bool(self.scopes) or (
            self.status == 403 and self.message.lower().startswith("insufficient scope")
        )

    def error(self, *, doubtful: bool = False) -> ApiError:
        """Return the error to raise; ``doubtful`` where the request may have been carried out all the same."""
        kind = Unauthorized if self.status == 401 or self.code == "Bearer" or self._wants_scope else ApiError
        return kind(
            f"`{self.method} {shortened(self.path, 120)}`: {self._what()}",
            hint=_DOUBT if doubtful else self._hint(),
            method=self.method,
            path=self.path,
            status=self.status,
            code=self.code,
            field=self.field,
            request_id=self.request_id,
            doubtful=doubtful,
        )

    def _what(self) -> str:
        code = f" {self.code}" if self.code else ""
        said = self.message.rstrip(".") if self.message.count(". ") == 0 else self.message
        return f"{said} ({self.status}{code})" if self.is_api else said

    def _hint(self) -> str | None:
        if self._wants_scope:
            return _scope_hint(self.scopes)
        if self.lacking is not None:
            return "the tenant does not have this feature: leave it out of the files, or have it enabled"
        return _HINTS.get(401 if self.code == "Bearer" else min(self.status, 500))


def no_answer(method: str, path: str, domain: str, failure: NoAnswer, *, doubtful: bool) -> Unreachable:
    """Return the error for a request that was not answered, or not in a way that makes sense."""
    return Unreachable(
        f"`{method} {shortened(path, 120)}` at `{domain}`: {failure.reason}",
        hint=_DOUBT if doubtful else failure.hint,
        method=method,
        path=path,
        doubtful=doubtful,
    )


def masked(text: str, secrets: Sequence[Secret]) -> str:
    """Return ``text`` with every secret replaced by its name: validation messages quote what was sent.

    A secret is found in every `spellings`. A very short one is replaced where it stands as a word: within words it
    would be there by chance.
    """
    names = {spelling: repr(secret) for secret in secrets for spelling in spellings(secret.reveal())}
    for spelling in sorted(names, key=lambda each: -len(each)):
        if spelling in text:
            plain = re.escape(spelling)
            pattern = plain if len(spelling) >= 4 else rf"(?<!\w){plain}(?!\w)"
            text = re.sub(pattern, names[spelling].replace("\\", ""), text)
    return text


def spellings(text: str) -> Iterator[str]:
    """Yield ``text`` as others may quote it: as it is, by lines, as JSON, in an address, in HTML, as Base64."""
    if not text:
        return
    lines = [line.strip() for line in text.splitlines()]
    for one in dict.fromkeys(
        (text, text.strip(), " ".join(text.split()), *(x for x in lines if len(x) >= 8))
    ):
        yield from (one, json.dumps(one)[1:-1], json.dumps(one, ensure_ascii=False)[1:-1], repr(one)[1:-1])
        yield html.escape(one)
        quotable = one.encode("utf-8", "surrogatepass")
        yield from (quote(quotable), quote(quotable, safe=""), quote_plus(quotable))
    encoded = text.encode("utf-8", "surrogatepass")
    yield from (base64.b64encode(encoded).decode(), base64.urlsafe_b64encode(encoded).decode())


def secrets_in(value: Value) -> list[Secret]:
    """Return every secret in a request body."""
    match value:
        case Secret():
            return [value]
        case dict():
            return [secret for item in value.values() for secret in secrets_in(item)]
        case list():
            return [secret for item in value for secret in secrets_in(item)]
        case _:
            return []


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return ``text`` on one line, cut to ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


_DOUBT = "it is not known whether this was carried out: plan again, which shows what is there now"

_HINTS = {
    401: "the credentials or the access token are not this tenant's, or the token has ended: ask for new ones; "
    "behind a custom domain, check AUTH0_AUDIENCE too",
    404: "it may have been deleted in the meantime: plan again",
    409: "something of that name or key exists already, or is still being deleted: plan again",
    429: "the rate limit of the tenant stays used up: try again later, or find out what else uses it",
    500: "Auth0 has trouble, or something in between has: try again later, and look at status.auth0.com",
}


def _scope_hint(scopes: Sequence[str]) -> str:
    wanted = " or ".join(f"`{scope}`" for scope in scopes) or "the scope that this needs"
    return (
        f"grant {wanted} on the Auth0 Management API to the application whose credentials are used "
        "(dashboard: Applications, APIs tab), and ask for a new token"
    )


def _stranger(answer: RawAnswer) -> str:
    """What to say about an answer that is not in the API's shape."""
    if 300 <= answer.status < 400:
        target = answer.headers.get("location", "")
        return (
            f"the answer is a redirect ({answer.status}) to `{shortened(target, 120)}`, which is not followed"
        )
    start = answer.body.lstrip()[:100].lower()
    kind = "an HTML page" if start.startswith((b"<!doctype", b"<html")) else "no error message of Auth0"
    return f"the answer has status {answer.status} and is {kind}"


def _object(body: bytes) -> dict[str, Value]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _request_id(answer: RawAnswer) -> str | None:
    found = (answer.headers.get(name) for name in _REQUEST_IDS)
    return next((shortened(text, 80) for text in found if text), None)
