"""What the tool and the Management API say to each other over HTTP, for one apply of each shape of endpoint.

``tests/conversations/<shape>/`` holds tenant files, ``live.json`` where the tenant is not a new one, and the cassette:
the whole conversation, from the token to the last look at what was written. The ordinary run replays it without any
server; a request that differs is not answered. ``pytest tests/conversations --record-conversations`` holds the
conversations anew, with the emulator on a port, and writes the cassettes; review the diff.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import vcr  # type: ignore[import-untyped]
from vcr.request import Request as Recorded  # type: ignore[import-untyped]

from deploy_cli import resources
from deploy_cli.app.applying import apply
from deploy_cli.app.desired import divide
from deploy_cli.app.planning import make_plan
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.gateway import connect
from deploy_cli.emulator.server import serve
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
from deploy_cli.files import tenant
from tests.stage import SECRETS, Silent, Time, asked_for, emulated, objects

HERE = Path(__file__).parent
DOMAIN = "acme.example"
"""What the tenant is called, wherever it listens: identifiers in answers hold it, and ports differ between runs."""

SHAPES = sorted(path.parent.name for path in HERE.glob("*/tenant.yaml"))
MOST = 100
"""A cassette that holds more says too much to be read."""

FILTERED = "(filtered)"
_HIDDEN = ("access_token", "client_secret", "cert", "pkcs7")
_MANY = 50
"""Scopes, or characters of them: more are those of the Management API, which the tool never looks at."""

_KEPT = ("accept", "content-type")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_conversation_is_the_recorded_one(shape: str, request: pytest.FixtureRequest) -> None:
    folder, time = HERE / shape, Time()
    record = bool(request.config.getoption("--record-conversations"))
    if record:
        (folder / "cassette.json").unlink(missing_ok=True)
    with (
        _served(folder, time) if record else _nobody() as address,
        _recorder().use_cassette(
            str(folder / "cassette.json"), record_mode="all" if record else "none"
        ) as cassette,
    ):
        _converse(folder, address, time, SECRETS if record else dict.fromkeys(SECRETS, FILTERED))

    assert record or cassette.all_played


@pytest.mark.parametrize("shape", SHAPES)
def test_a_cassette_is_short_and_holds_no_secret(shape: str) -> None:
    text = (HERE / shape / "cassette.json").read_text(encoding="utf-8")

    assert 2 < len(json.loads(text)["interactions"]) < MOST
    assert not [secret for secret in (DEPLOY_CLIENT_SECRET, *SECRETS.values()) if secret in text]
    assert not re.search(r'\beyJ|bearer |"authorization"|localhost:', text, re.IGNORECASE)


def test_every_shape_of_endpoint_has_its_conversation() -> None:
    """Each kind of resource type and each way of writing a child list (`deploy_cli.core.resource_type`)."""
    assert set(SHAPES) == {
        "action_built_and_deployed",
        "child_added_and_removed",
        "child_each_written",
        "child_switched",
        "child_uploaded",
        "collection",
        "connection_deleted_on_its_own_time",
        "document_created",
        "documents",
        "list_of_several_pages",
        "singleton",
    }


def _converse(folder: Path, address: str, time: Time, secrets: Mapping[str, str]) -> None:
    """Plan and apply. On replaying the secrets are what filtering left of them, so that answers still hold them."""
    desired = divide(tenant.load(folder, resources.ALL, environ=secrets), resources.ALL)
    credentials = Credentials.from_environ(
        {
            "AUTH0_DOMAIN": address,
            "AUTH0_AUDIENCE": f"https://{DOMAIN}/api/v2/",
            "AUTH0_CLIENT_ID": DEPLOY_CLIENT_ID,
            "AUTH0_CLIENT_SECRET": DEPLOY_CLIENT_SECRET,
        }
    )
    with connect(None, credentials, clock=time.clock, connections=1) as gateway:
        plan = make_plan(desired, gateway, resources.ALL, asked_for(folder))
        report = apply(plan, desired, gateway, resources.ALL, Silent())
    assert plan.changes
    assert report.complete, report


@contextmanager
def _served(folder: Path, time: Time) -> Iterator[str]:
    with serve(emulated(DOMAIN, objects(folder / "live.json"), time)) as server:
        yield server.url


@contextmanager
def _nobody() -> Iterator[str]:
    """Name an address at which nothing listens: whatever the cassette does not answer fails."""
    yield "http://localhost:9"


def _recorder() -> vcr.VCR:
    recorder = vcr.VCR(
        match_on=("method", "path", "query", "raw_body"),
        serializer="readable",
        decode_compressed_response=True,
        before_record_request=_told,
        before_record_response=_answered,
    )
    recorder.register_serializer("readable", Readable())
    return recorder


class Readable:
    """Writes a cassette as JSON in which bodies that are JSON stand as such, so that people can review them."""

    def serialize(self, cassette: dict[str, Any]) -> str:
        said = [
            {
                "request": {**one["request"], "body": _opened(one["request"]["body"])},
                "response": {**one["response"], "body": _opened(one["response"]["body"]["string"])},
            }
            for one in cassette["interactions"]
        ]
        return json.dumps({**cassette, "interactions": said}, indent=1, ensure_ascii=False) + "\n"

    def deserialize(self, text: str) -> dict[str, Any]:
        cassette: dict[str, Any] = json.loads(text)
        for one in cassette["interactions"]:
            one["request"]["body"] = _closed(one["request"]["body"])
            one["response"]["body"] = {"string": _closed(one["response"]["body"]) or ""}
        return cassette


def _opened(body: str | None) -> Any:
    """Return a body as what it says: a form stays the text that it is."""
    return {"json": json.loads(body)} if body and body[0] in '{["' else body


def _closed(body: Any) -> str | None:
    match body:
        case {"json": value}:
            return _text(value)
        case str() | None:
            return body
        case _:
            raise ValueError("a body is a text, or stands under `json`")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _told(request: Recorded) -> Recorded:
    """Leave out what differs between runs, and what nobody may read: on recording as on replaying."""
    request.uri = f"http://{DOMAIN}{request.uri.removeprefix(_origin(request.uri))}"
    request.headers = {name: text for name, text in request.headers.items() if name.lower() in _KEPT}
    request.body = _shown(request.body)
    return request


def _answered(response: dict[str, Any]) -> dict[str, Any]:
    headers = {name: text for name, text in response["headers"].items() if name.lower() in _KEPT}
    return {**response, "headers": headers, "body": {"string": _shown(response["body"]["string"]) or b""}}


def _shown(body: bytes | None) -> bytes | None:
    """Return a body, JSON or a form, without what is secret; the same for every spelling."""
    match body:
        case None | b"":
            return None
        case bytes() if body[:1] in b'{["':
            return _text(_filtered(json.loads(body))).encode()
        case _:
            return urlencode(sorted(_filtered(dict(parse_qsl(body.decode()))).items())).encode()


def _filtered(value: Any) -> Any:
    match value:
        case {"scope": str() | [_, *_] as scope, **rest} if len(scope) > _MANY:
            return {"scope": [], **_filtered(rest)}
        case {"scopes": [_, *_] as scopes, **rest} if len(scopes) > _MANY:
            return {"scopes": [], **_filtered(rest)}
        case dict():
            return {key: FILTERED if key in _HIDDEN else _filtered(item) for key, item in value.items()}
        case list():
            return [_filtered(item) for item in value]
        case str() if value in SECRETS.values():
            return FILTERED
        case _:
            return value


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
