import pytest

from deploy_cli.auth0.transport import NoAnswer, RawAnswer
from deploy_cli.core.call import Call, Document, Found
from deploy_cli.errors import ApiError, Unreachable

from .conftest import Step, Tenant, Time, answer, refused

BROKEN = NoAnswer("the connection broke")
NOT_CONNECTED = NoAnswer("nobody listens", sent=False)
NO_HOST = NoAnswer("there is no such host", sent=False, hopeless=True, hint="check the domain")
TRANSIENT = [refused(status, "Later.") for status in (408, 500, 502, 503, 504)]
GARBLED = RawAnswer(200, {}, b'{"id":')


@pytest.mark.parametrize("trouble", [BROKEN, NOT_CONNECTED, GARBLED, *TRANSIENT], ids=str)
def test_a_read_is_tried_again(tenant: Tenant, trouble: Step) -> None:
    tenant.on("GET", "things/1", trouble, trouble, answer(200, {"id": "1"}))

    assert tenant.gateway().fetch([Document("things/1")]) == [Found({"id": "1"})]
    assert len(tenant.calls) == 3


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("trouble", [BROKEN, GARBLED, *TRANSIENT], ids=str)
def test_a_change_that_may_be_made_twice_is_tried_again(tenant: Tenant, method: str, trouble: Step) -> None:
    tenant.on(method, "things/1", trouble, answer(200, {"id": "1"}))

    assert tenant.gateway().call(Call(method, "things/1", {"a": 1})) == {"id": "1"}
    assert [request.body for request in tenant.calls] == [b'{"a": 1}'] * 2


@pytest.mark.parametrize("trouble", [BROKEN, GARBLED, *TRANSIENT], ids=str)
def test_a_post_is_never_repeated_once_it_may_have_arrived(tenant: Tenant, trouble: Step) -> None:
    tenant.on("POST", "things", trouble, answer(201, {"id": "1"}))

    with pytest.raises(ApiError) as caught:
        tenant.gateway().call(Call("POST", "things", {"name": "Shop"}))

    assert len(tenant.calls) == 1
    if trouble is not TRANSIENT[0]:  # a 408 says that the request did not arrive whole
        assert caught.value.hint
        assert "not known whether" in caught.value.hint


def test_a_post_that_cannot_have_arrived_is_tried_again(tenant: Tenant) -> None:
    tenant.on("POST", "things", NOT_CONNECTED, answer(201, {"id": "1"}))

    assert tenant.gateway().call(Call("POST", "things", {"name": "Shop"})) == {"id": "1"}


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_429_waits_and_goes_on(tenant: Tenant, time: Time, method: str) -> None:
    started = time.now
    limited = refused(429, "Global limit has been reached", "too_many_requests", retry_after="7")
    tenant.on(method, "things", limited, limited, answer(200, {"id": "1"}))
    gateway = tenant.gateway()

    if method == "GET":
        assert gateway.fetch([Document("things")]) == [Found({"id": "1"})]
    else:
        assert gateway.call(Call(method, "things")) == {"id": "1"}

    assert 14 <= time.now - started < 20
    assert len(tenant.calls) == 3


def test_a_429_that_asks_for_too_much_patience_is_an_error(tenant: Tenant, time: Time) -> None:
    started = time.now
    tenant.on("GET", "things", refused(429, "Five a day.", "too_many_requests", retry_after="3600"))

    with pytest.raises(ApiError, match="Five a day") as caught:
        tenant.gateway(patience=60).fetch([Document("things")])

    assert caught.value.status == 429
    assert time.now - started < 60


def test_a_storm_of_429s_ends(tenant: Tenant, time: Time) -> None:
    started = time.now
    tenant.on("GET", "things", refused(429, "No.", retry_after="0"))

    with pytest.raises(ApiError, match="No"):
        tenant.gateway(patience=60).fetch([Document("things")])

    assert time.now - started <= 60
    assert len(tenant.calls) < 30


def test_whoever_comes_late_to_a_used_up_limit_is_told_too(tenant: Tenant) -> None:
    tenant.on("GET", "things", refused(429, "Five a day.", retry_after="3600"))
    gateway = tenant.gateway(patience=60)
    with pytest.raises(ApiError, match="Five a day"):
        gateway.fetch([Document("things")])

    with pytest.raises(Unreachable, match="rate limit is used up"):
        gateway.fetch([Document("others")])

    assert len(tenant.calls) == 1


@pytest.mark.parametrize("trouble", [BROKEN, NOT_CONNECTED, GARBLED], ids=str)
def test_trouble_that_does_not_end_is_told_after_a_few_tries(
    tenant: Tenant, time: Time, trouble: Step
) -> None:
    started = time.now
    tenant.on("GET", "things", trouble)

    with pytest.raises(Unreachable, match=r"`GET things` at `acme\.eu\.auth0\.com`: ") as caught:
        tenant.gateway().fetch([Document("things")])

    assert caught.value.status == 0
    assert len(tenant.calls) == 4
    assert time.now - started < 3


def test_a_5xx_that_does_not_end_is_told_with_auth0_s_message(tenant: Tenant) -> None:
    tenant.on("GET", "things", refused(503, "Down for maintenance."))

    with pytest.raises(ApiError, match="Down for maintenance") as caught:
        tenant.gateway().fetch([Document("things")])

    assert caught.value.status == 503
    assert len(tenant.calls) == 4


def test_what_cannot_get_better_is_not_tried_again(tenant: Tenant, time: Time) -> None:
    tenant.on("GET", "things", NO_HOST)

    with pytest.raises(Unreachable) as caught:
        tenant.gateway().fetch([Document("things")])

    assert caught.value.hint == "check the domain"
    assert len(tenant.calls) == 1
    assert time.slept == []


def test_a_delete_that_was_carried_out_before_its_answer_got_lost_is_done(tenant: Tenant) -> None:
    tenant.on("DELETE", "things/1", BROKEN, refused(404, "It does not exist."))

    assert tenant.gateway().call(Call("DELETE", "things/1")) is None


def test_a_delete_of_what_was_never_there_is_done_only_where_that_is_said(tenant: Tenant) -> None:
    tenant.on("DELETE", "things/1", refused(404, "It does not exist."))

    with pytest.raises(ApiError, match="does not exist"):
        tenant.gateway().call(Call("DELETE", "things/1"))
    assert tenant.gateway().call(Call("DELETE", "things/1", gone_is_done=True)) is None


def test_every_try_is_observed(tenant: Tenant) -> None:
    seen: list[tuple[str, str, int]] = []
    tenant.on("GET", "things", BROKEN, refused(429, "No.", retry_after="0"), answer(200, {}))
    gateway = tenant.gateway(observe=lambda method, path, status, _: seen.append((method, path, status)))

    gateway.fetch([Document("things", {"fields": "a b"})])

    path = "/api/v2/things?fields=a+b"
    assert seen == [("POST", "/oauth/token", 200), ("GET", path, 0), ("GET", path, 429), ("GET", path, 200)]
    assert gateway.requests == 2, "what a plan costs does not depend on what was tried again"


def test_nothing_is_sent_once_the_whole_run_is_over(tenant: Tenant, time: Time) -> None:
    tenant.on("GET", "things", answer(200, {}))
    gateway = tenant.gateway(deadline=30)
    gateway.fetch([Document("things")])
    time.now += 31

    with pytest.raises(Unreachable, match="the 30 s that the whole run may take are over") as caught:
        gateway.fetch([Document("things")])

    assert len(tenant.calls) == 1
    assert "--deadline" in (caught.value.hint or "")


def test_a_wait_for_the_limit_does_not_outlast_the_whole_run(tenant: Tenant, time: Time) -> None:
    tenant.on("GET", "things", refused(429, "Later.", "too_many_requests", retry_after="50"))
    started = time.now

    with pytest.raises(ApiError):
        tenant.gateway(deadline=20, patience=300).fetch([Document("things")])

    assert time.now - started <= 20
