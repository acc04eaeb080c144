"""The shapes of an answer: JSON, a Management API error, an OAuth error."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from deploy_cli.emulator.message import Response

JSON_TYPE = "application/json; charset=utf-8"
"""As recorded on every answer of the Management API."""

NOT_STORED = {"cache-control": "no-store", "pragma": "no-cache"}
"""What RFC 6749 section 5.1 asks of answers that carry a token."""


def json_answer(status: int, body: object, *, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with ``body`` as compact JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(status, {"content-type": JSON_TYPE, **(headers or {})}, text.encode())


def api_error(
    status: int,
    message: str,
    *,
    code: str | None = None,
    attributes: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with the Management API's error body; the keys stand in the order that was recorded."""
    body: dict[str, object] = {
        "statusCode": status,
        "error": HTTPStatus(status).phrase,
        "message": message,
    }
    if code is not None:
        body["errorCode"] = code
    if attributes is not None:
        body["attributes"] = dict(attributes)
    return json_answer(status, body, headers=headers)


def oauth_error(
    status: int, error: str, description: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with the error body of RFC 6749 section 5.2, which is the token endpoint's."""
    body = {"error": error, "error_description": description}
    return json_answer(status, body, headers={**NOT_STORED, **(headers or {})})
