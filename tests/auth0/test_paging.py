import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from deploy_cli.auth0.transport import RawAnswer, Request
from deploy_cli.core.call import Found, Listing, Paging, Unavailable
from deploy_cli.errors import ApiError, Unauthorized, Unreachable

from .conftest import Tenant, answer, refused


def things(count: int) -> list[dict[str, Any]]:
    return [{"id": f"thing_{n:05}", "name": f"Thing {n}"} for n in range(count)]


def offset(items: list[Any], **more: Any) -> Callable[[Request], RawAnswer]:
    """A list that is paged by number, with totals where they are asked for."""

    def step(request: Request) -> RawAnswer:
        query = dict(request.query)
        size, start = int(query["per_page"]), int(query["page"]) * int(query["per_page"])
        page = items[start : start + size]
        if query.get("include_totals") != "true":
            return answer(200, page)
        return answer(200, {"start": start, "limit": size, "total": len(items), "things": page, **more})

    return step


def counted(items: list[Any]) -> Callable[[Request], RawAnswer]:
    """A list of the actions service: zeros are left out, and the total stands on the first page only."""

    def step(request: Request) -> RawAnswer:
        query = dict(request.query)
        assert "include_totals" not in query
        number, size = int(query["page"]), int(query["per_page"])
        page = {"things": items[number * size :][:size], "per_page": size}
        told = {"page": number} if number else {"total": len(items)} if items else {}
        return answer(200, page | told)

    return step


def checkpoint(pages: list[list[Any]]) -> Callable[[Request], RawAnswer]:
    """A list that is followed by marks."""

    def step(request: Request) -> RawAnswer:
        query = dict(request.query)
        assert {"take"} <= query.keys() <= {"take", "from"}
        number = int(query.get("from", "mark-0").removeprefix("mark-"))
        more = {"next": f"mark-{number + 1}"} if number + 1 < len(pages) else {}
        return answer(200, {"things": pages[number], **more})

    return step


def read(tenant: Tenant, paging: Paging, size: int = 100, **query: str) -> Any:
    [found] = tenant.gateway().fetch([Listing("things", paging, size, "things", query)])
    return found.value if isinstance(found, Found) else found


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 1000, 1001])
@pytest.mark.parametrize("paging", [Paging.OFFSET, Paging.COUNTED])
def test_numbered_pages_cost_no_request_too_many(tenant: Tenant, paging: Paging, count: int) -> None:
    tenant.on("GET", "things", (offset if paging is Paging.OFFSET else counted)(things(count)))

    assert read(tenant, paging) == things(count)
    assert len(tenant.calls) == max(1, math.ceil(count / 100))


@pytest.mark.parametrize("sizes", [[0], [1], [100], [100, 100, 3], [1, 0], [100, 0, 5]])
def test_marks_are_followed_until_there_is_none(tenant: Tenant, sizes: list[int]) -> None:
    rest = iter(things(sum(sizes)))
    tenant.on("GET", "things", checkpoint([[next(rest) for _ in range(size)] for size in sizes]))

    assert read(tenant, Paging.CHECKPOINT) == things(sum(sizes))
    assert len(tenant.calls) == len(sizes)


@pytest.mark.parametrize("body", [things(3), {"things": things(3)}])
def test_a_list_without_pages_is_one_answer(tenant: Tenant, body: Any) -> None:
    tenant.on("GET", "things", answer(200, body))

    assert read(tenant, Paging.NONE) == things(3)
    assert tenant.pages == [{}]


def test_a_listing_s_own_query_is_part_of_every_page(tenant: Tenant) -> None:
    tenant.on("GET", "things", offset(things(3)))

    read(tenant, Paging.OFFSET, 2, is_global="false")

    assert [page["is_global"] for page in tenant.pages] == ["false", "false"]


@pytest.mark.parametrize(("count", "requests"), [(1, 1), (2, 2), (3, 2), (4, 3)])
def test_bare_arrays_are_read_until_one_is_short(tenant: Tenant, count: int, requests: int) -> None:
    def bare(request: Request) -> RawAnswer:
        start = int(dict(request.query)["page"]) * 2
        return answer(200, things(count)[start : start + 2])

    tenant.on("GET", "things", bare)

    assert read(tenant, Paging.OFFSET, 2) == things(count)
    assert len(tenant.calls) == requests


def test_an_endpoint_that_gives_smaller_pages_than_asked_for_is_read_to_its_end(tenant: Tenant) -> None:
    def clamped(request: Request) -> RawAnswer:
        start = int(dict(request.query)["page"]) * 5
        return answer(200, {"things": things(12)[start : start + 5], "limit": 5, "total": 12, "start": start})

    tenant.on("GET", "things", clamped)

    assert read(tenant, Paging.OFFSET, 100) == things(12)
    assert len(tenant.calls) == 3


def test_a_total_that_is_far_too_high_does_no_harm(tenant: Tenant) -> None:
    def boasting(request: Request) -> RawAnswer:
        start = int(dict(request.query)["page"]) * 2
        return answer(200, {"things": things(3)[start : start + 2], "limit": 2, "total": 10**12})

    tenant.on("GET", "things", boasting)

    assert read(tenant, Paging.OFFSET, 2) == things(3)
    assert len(tenant.calls) < 200


def test_what_is_created_while_pages_are_read_is_not_there_twice(tenant: Tenant) -> None:
    """A new first element pushes the last one of the first page onto the second."""
    new = [{"id": "new", "name": "New"}]
    tenant.on("GET", "things", offset(things(4)), offset(new + things(4)))

    found = read(tenant, Paging.OFFSET, 2)

    assert sorted(item["id"] for item in found) == sorted(item["id"] for item in new + things(4))


def test_what_is_deleted_while_pages_are_read_hides_nothing_else(tenant: Tenant) -> None:
    """A first element that goes pulls the first one of the second page onto the first, which was read already."""
    tenant.on("GET", "things", offset(things(4)), offset(things(4)[1:]))

    assert read(tenant, Paging.OFFSET, 2) == things(4)[1:]


def test_a_total_that_never_fits_is_not_read_again_for_ever(tenant: Tenant) -> None:
    def hiding(request: Request) -> RawAnswer:
        start = int(dict(request.query)["page"]) * 2
        return answer(200, {"things": things(3)[start : start + 2], "limit": 2, "total": 4})

    tenant.on("GET", "things", hiding)

    assert read(tenant, Paging.OFFSET, 2) == things(3)
    assert len(tenant.calls) == 4


def test_pages_are_asked_for_side_by_side_and_put_together_in_order(tenant: Tenant) -> None:
    tenant.on("GET", "things", offset(things(1000)))

    [found] = tenant.gateway(connections=8).fetch([Listing("things", Paging.OFFSET, 10, "things")])

    assert found == Found(things(1000))
    assert len(tenant.calls) == 100


@pytest.mark.parametrize(
    ("body", "paging"),
    [
        pytest.param({"widgets": []}, Paging.OFFSET, id="another wrapper"),
        pytest.param({"things": {"a": 1}}, Paging.COUNTED, id="an object as list"),
        pytest.param("things", Paging.NONE, id="a text"),
        pytest.param(17, Paging.CHECKPOINT, id="a number"),
        pytest.param({"things": [], "next": "same"}, Paging.CHECKPOINT, id="marks in a circle"),
        pytest.param({"things": things(2), "total": 9}, Paging.CHECKPOINT, id="no way to the other pages"),
        pytest.param(None, Paging.OFFSET, id="nothing"),
    ],
)
def test_an_answer_that_is_no_such_list_is_told(tenant: Tenant, body: Any, paging: Paging) -> None:
    tenant.on("GET", "things", answer(200, body))

    with pytest.raises(Unreachable, match="`GET things` gave") as caught:
        read(tenant, paging)

    assert caught.value.path == "things"
    assert caught.value.hint


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><title>Sign in</title>",
        b'{"things": [',
        b'{"things": [NaN]}',
        b"\xff",
        b'["\\ud800"]',
    ],
)
def test_an_answer_that_is_not_json_is_told(tenant: Tenant, body: bytes) -> None:
    tenant.on("GET", "things", RawAnswer(200, {}, body))

    with pytest.raises(Unreachable, match="not JSON"):
        read(tenant, Paging.OFFSET)


def test_an_answer_that_is_nested_too_deeply_is_told(tenant: Tenant) -> None:
    tenant.on("GET", "things", RawAnswer(200, {}, b"[" * 200_000))

    with pytest.raises(Unreachable, match="nested"):
        read(tenant, Paging.OFFSET)


def test_a_feature_that_the_tenant_lacks_is_not_an_error(tenant: Tenant) -> None:
    tenant.on("GET", "things", refused(403, "Please upgrade.", "insufficient_entitlement"))

    assert read(tenant, Paging.OFFSET) == Unavailable("Please upgrade.")


def test_a_list_that_is_not_there_is_not_available(tenant: Tenant) -> None:
    tenant.on("GET", "things", refused(404, "Not Found"))

    assert read(tenant, Paging.CHECKPOINT) == Unavailable("Not Found")


def test_a_page_in_the_middle_that_is_refused_is_no_short_list(tenant: Tenant) -> None:
    no = refused(403, "Insufficient scope, expected any of: read:things", "insufficient_scope")
    tenant.on("GET", "things", offset(things(4)), no)

    with pytest.raises(Unauthorized):
        read(tenant, Paging.OFFSET, 2)


def test_a_404_that_is_not_auth0_s_own_is_an_error(tenant: Tenant) -> None:
    tenant.on("GET", "things", RawAnswer(404, {}, b"<html><h1>nginx</h1></html>"))

    with pytest.raises(ApiError, match="HTML"):
        read(tenant, Paging.OFFSET)


def test_elements_without_an_id_are_told_apart_by_all_they_hold(tenant: Tenant) -> None:
    permissions = [{"api": api, "permission": p} for api in ("a", "b") for p in ("read", "write", "delete")]
    tenant.on("GET", "things", offset(permissions))

    assert read(tenant, Paging.OFFSET, 2) == permissions
    assert json.dumps(permissions[0])
