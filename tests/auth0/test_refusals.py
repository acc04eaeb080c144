from typing import Any

import pytest

from deploy_cli.auth0.refusals import Refusal, masked
from deploy_cli.auth0.transport import RawAnswer
from deploy_cli.core.call import Call, Document, Listing, Missing, Paging, Read, Unavailable
from deploy_cli.core.values import Secret
from deploy_cli.errors import ApiError, Unauthorized

from .conftest import Tenant, refused

UPGRADE = "Please upgrade your subscription to use bot detection"


def failure(tenant: Tenant, reply: RawAnswer, body: Any = None) -> ApiError:
    tenant.on("PATCH", "things/1", reply)
    with pytest.raises(ApiError) as caught:
        tenant.gateway().call(Call("PATCH", "things/1", body or {"a": 1}))
    return caught.value


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (
            "Payload validation error: 'Expected type integer but found type string' on property "
            "refresh_token.leeway (Seconds of grace).",
            "refresh_token.leeway",
        ),
        (
            "Payload validation error: 'Object didn't pass validation for format email: ' on property groups[0].email.",
            "groups[0].email",
        ),
        ("Payload validation error: 'Missing required property: name'.", "name"),
        (
            "Payload validation error: 'Missing required property: name' on property rule.action.",
            "rule.action.name",
        ),
        ("Payload validation error: 'Additional properties not allowed: foo,bar'.", "foo"),
        (
            "Payload validation error: 'None of the valid schemas were met' on property sink. Inner errors: [ x ]",
            "sink",
        ),
        ("Invalid grant types: client_credentials", None),
    ],
)
def test_the_field_that_a_validation_sentence_names_is_found(
    tenant: Tenant, message: str, field: str | None
) -> None:
    error = failure(tenant, refused(400, message, "invalid_body"))

    assert error.field == field
    assert error.code == "invalid_body"
    assert message.rstrip(".") in error.summary


def test_an_error_says_what_was_asked_and_what_was_answered(tenant: Tenant) -> None:
    error = failure(tenant, refused(409, "The role already exists.", None, x_auth0_requestid="abc123"))

    assert error.summary == "`PATCH things/1`: The role already exists (409)"
    assert (error.method, error.path, error.status) == ("PATCH", "things/1", 409)
    assert error.request_id == "abc123"
    assert error.hint
    assert "plan again" in error.hint


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 412, 422, 500, 503])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_write_that_is_refused_is_an_error(tenant: Tenant, method: str, status: int) -> None:
    tenant.on(method, "things/1", refused(status, "No."))

    with pytest.raises(ApiError, match=r"No \(") as caught:
        tenant.gateway().call(Call(method, "things/1"))

    assert caught.value.status == status
    assert isinstance(caught.value, Unauthorized) == (status == 401)


@pytest.mark.parametrize(
    ("reply", "unavailable"),
    [
        pytest.param(refused(403, UPGRADE, "insufficient_entitlement"), UPGRADE, id="the plan lacks it"),
        pytest.param(
            refused(403, UPGRADE, "insufficient_scope"), UPGRADE, id="the plan lacks it, with a scope's code"
        ),
        pytest.param(
            refused(402, "A paid subscription is required."), "A paid subscription is required.", id="402"
        ),
        pytest.param(
            refused(400, "Not enabled.", "feature_not_enabled"), "Not enabled.", id="not switched on"
        ),
        pytest.param(
            refused(403, "The account is not allowed to perform this operation."),
            "The account is not allowed to perform this operation.",
            id="no code",
        ),
    ],
)
def test_reading_what_the_tenant_does_not_have_is_no_error(
    tenant: Tenant, reply: RawAnswer, unavailable: str
) -> None:
    tenant.on("GET", "things", reply)
    reads: list[Read] = [Document("things"), Listing("things", Paging.OFFSET, 100, "things")]

    assert tenant.gateway().fetch(reads) == [Unavailable(unavailable)] * 2


def test_a_document_that_is_not_there_is_missing(tenant: Tenant) -> None:
    tenant.on("GET", "things/1", refused(404, "The template does not exist.", "inexistent_email_template"))

    assert tenant.gateway().fetch([Document("things/1")]) == [Missing()]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_missing_scope_is_named(tenant: Tenant, method: str) -> None:
    tenant.on(
        method,
        "things/1",
        refused(
            403, "Insufficient scope, expected any of: read:things,read:all_things", "insufficient_scope"
        ),
    )
    gateway = tenant.gateway()

    with pytest.raises(Unauthorized) as caught:
        gateway.fetch([Document("things/1")]) if method == "GET" else gateway.call(
            Call(method, "things/1", {})
        )

    assert caught.value.hint
    assert "`read:things` or `read:all_things`" in caught.value.hint


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html><title>502</title></html>", "is an HTML page"),
        (b"", "no error message of Auth0"),
        (b'{"error": "x"}', "no error message of Auth0"),
        (b'{"message": {"a": 1}}', "no error message of Auth0"),
        (b'["message"]', "no error message of Auth0"),
        (b"{" * 100_000, "no error message of Auth0"),
        (b"\xff\xfe", "no error message of Auth0"),
    ],
)
def test_an_answer_that_is_not_auth0_s_own_is_called_so(tenant: Tenant, body: bytes, words: str) -> None:
    assert words in failure(tenant, RawAnswer(418, {}, body)).summary


def test_a_redirect_is_refused_and_shown(tenant: Tenant) -> None:
    error = failure(tenant, RawAnswer(302, {"location": "https://login.acme.example/"}, b""))

    assert "redirect (302) to `https://login.acme.example/`" in error.summary
    assert len(tenant.calls) == 1


def test_messages_stay_short_and_on_one_line(tenant: Tenant) -> None:
    error = failure(tenant, refused(400, "no\r\n" * 50_000, "x" * 5_000))

    assert len(error.summary) < 1000
    assert "\n" not in error.summary
    assert len(error.code or "") < 100


def test_a_secret_that_a_message_quotes_is_masked(tenant: Tenant) -> None:
    secret = Secret("p4ss w0rd", "secret:SMTP")
    error = failure(
        tenant,
        refused(
            400, "Payload validation error: 'No enum match for: p4ss w0rd' on property credentials.pass."
        ),
        {"credentials": {"pass": secret, "list": [Secret("p4ss", "secret:OTHER")]}},
    )

    assert "p4ss" not in f"{error.summary}{error!r}{error.args}"
    assert "Secret(secret:SMTP)" in error.summary
    assert error.field == "credentials.pass"


@pytest.mark.parametrize(
    ("text", "plain", "shown"),
    [
        ("abc: a", "a", "abc: Secret(s)"),
        ("nothing", "", "nothing"),
        (r"a.c abc \1 a.cde", "a.cd", r"a.c abc \1 Secret(s)e"),
    ],
)
def test_masking_replaces_the_text_itself(text: str, plain: str, shown: str) -> None:
    assert masked(text, [Secret(plain, "s")]) == shown


def test_a_garbled_header_of_ours_is_a_matter_of_credentials() -> None:
    reply = refused(400, "Bad HTTP authentication header format", "Bearer")

    error = Refusal.read("GET", "clients", reply).error()

    assert isinstance(error, Unauthorized)
    assert error.hint
    assert "token" in error.hint


def test_every_recorded_status_has_a_hint_or_a_message_that_is_one() -> None:
    for status in (401, 404, 409, 429, 500, 502, 599):
        assert Refusal.read("GET", "clients", refused(status, "No.")).error().hint
