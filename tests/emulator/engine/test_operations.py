"""Every operation that the description knows, and the description itself."""

import json
import re
import time
from pathlib import Path

import pytest

from deploy_cli.emulator import operation
from deploy_cli.emulator.operation import Operation
from tests.emulator.distil import main as distil
from tests.emulator.samples import sample
from tests.emulator.tenant import Tenant

FACTS = Path(__file__).parents[4] / "shared" / "facts" / "management-api"
OPERATIONS = operation.FOLDER
EVERY = [one for name in sorted(operation.families()) for one in operation.family(name)]


NO_LIST = {"/events", "/keys/custom-signing"}
"""A stream, and a document that a new tenant does not have."""


@pytest.fixture(scope="module")
def shared() -> Tenant:
    """One tenant for all operations; none of them may leave it unable to answer the next."""
    return Tenant()


def test_all_operations_are_known() -> None:
    assert len(EVERY) >= 464
    assert len({one.name for one in EVERY}) == len(EVERY)


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.name)
def test_every_operation_answers(shared: Tenant, asked: Operation) -> None:
    path = asked.path
    for part in re.findall(r"{(\w+)}", asked.path):
        rule = asked.parameters.get(part, {})
        path = path.replace(
            f"{{{part}}}", str(sample(rule, asked.schemas)) if "enum" in rule else "unknown", 1
        )
    body = None if asked.body is None else sample(asked.body, asked.schemas)
    query = {name: sample(rule, asked.schemas) for name, rule in asked.query.items() if rule.get("needed")}

    reply = shared.call(asked.method, path, body, **query)

    assert reply.status in {200, 201, 202, 204, 400, 404, 409, 412}
    if reply.status >= 400:
        assert reply.body.keys() >= {"statusCode", "error", "message"}


@pytest.mark.parametrize(
    "asked",
    [
        one
        for one in EVERY
        if one.method == "GET" and one.styles and "{" not in one.path and one.path not in NO_LIST
    ],
    ids=lambda asked: asked.name,
)
def test_every_list_of_a_new_tenant_comes_in_its_shape(shared: Tenant, asked: Operation) -> None:
    needed = {name: "unknown" for name, rule in asked.query.items() if rule.get("needed")}

    reply = shared.get(asked.path, **needed)

    assert reply.status == 200
    items = reply.body if isinstance(reply.body, list) else reply.body[asked.key]
    assert isinstance(items, list)


def test_a_literal_wins_over_a_parameter() -> None:
    found = operation.match("GET", "/custom-domains/default")

    assert found is not None
    assert found.operation.path == "/custom-domains/default"


def test_an_encoded_identifier_is_decoded() -> None:
    found = operation.match("GET", "/users/auth0%7Cabc")

    assert found is not None
    assert found.values == ("auth0|abc",)


def test_no_sentence_of_the_service_is_in_the_description() -> None:
    for source in OPERATIONS.glob("*.json"):
        text = source.read_text(encoding="utf-8")
        assert '"description":"' not in text
        assert '"summary":"' not in text


def test_reading_one_family_is_quick() -> None:
    operation.family.cache_clear()
    started = time.perf_counter()

    operation.family("clients")

    assert time.perf_counter() - started < 0.025


def test_the_description_is_what_the_facts_give(tmp_path: Path) -> None:
    if not FACTS.exists():
        pytest.skip("the facts are kept beside the checkout, in ../shared/facts")

    distil(FACTS, tmp_path)

    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(one.name for one in OPERATIONS.iterdir())
    for source in tmp_path.iterdir():
        kept = json.loads((OPERATIONS / source.name).read_text(encoding="utf-8"))
        assert json.loads(source.read_text(encoding="utf-8")) == kept, source.name
