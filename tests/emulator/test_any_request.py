"""Whatever is sent, there is an answer, and it is never a failure of the emulator's own."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy_cli.emulator import operation
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.operation import Operation

from .conftest import Client

OPERATIONS = [each for family in sorted(operation.families()) for each in operation.family(family)]

words = st.sampled_from(
    ["name", "id", "options", "a", "__proto__", "client_id", "audience", "scope", "strategy"]
)
texts = st.one_of(
    st.text(max_size=8), st.sampled_from(["https://a/", "auth0", "rol_1", "null", "%2F", "$.a", "'"])
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(words, texts), inner, max_size=4)
    ),
    max_leaves=8,
)
pairs = st.lists(
    st.tuples(
        st.sampled_from(["page", "per_page", "take", "from", "fields", "include_totals", "q", "x"]), texts
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def living() -> Iterator[Client]:
    emulator = Emulator.open()
    yield Client(emulator)
    emulator.close()


def path_of(asked: Operation, draw: Any) -> str:
    """The path of an operation with something in the place of each parameter."""
    parts = [quote(draw(texts), safe="") if part.startswith("{") else part for part in asked.path.split("/")]
    return "/api/v2" + "/".join(parts)


def body_for(asked: Operation, draw: Any) -> object:
    """Anything, or an object with the fields that the operation knows and whatever in them."""
    known = sorted((asked.body or {}).get("properties", {})) or ["name"]
    return draw(st.one_of(values, st.dictionaries(st.sampled_from(known), values, max_size=5)))


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, list[tuple[str, str]], bytes]:
    asked = draw(st.sampled_from(OPERATIONS))
    raw = draw(
        st.one_of(
            st.binary(max_size=20),
            st.builds(lambda body: json.dumps(body).encode(), st.just(body_for(asked, draw))),
        )
    )
    return asked.method, path_of(asked, draw), draw(pairs), raw


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests())
def test_every_operation_answers_whatever_it_is_sent(
    living: Client, sent: tuple[str, str, list[tuple[str, str]], bytes]
) -> None:
    method, path, query, body = sent
    headers = {"authorization": f"Bearer {living.token}", "content-type": "application/json"}

    answer = living.emulator.handle(Request(method, path, tuple(query), headers, body))

    assert 200 <= answer.status < 500
    assert not answer.body or json.loads(answer.body) is not None


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"]),
    st.one_of(
        st.text(), st.sampled_from(["/oauth/token", "/api/v2/", "/api/v2/clients", "/.well-known/jwks.json"])
    ),
    st.dictionaries(
        st.sampled_from(["authorization", "content-type", "host"]),
        st.one_of(st.text(max_size=20), st.sampled_from(["application/json", "Bearer a.b.c", "Basic YTpi"])),
    ),
    st.binary(max_size=60),
)
def test_every_path_answers_whatever_it_is_sent(
    living: Client, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    answer = living.emulator.handle(Request(method, path, (), headers, body))

    assert 200 <= answer.status < 500
