"""Settings, branding, templates and the like: one document each."""

from typing import Any

import pytest

from tests.emulator.tenant import Tenant

PAGE = "<html>{%- auth0:head -%}{%- auth0:widget -%}</html>"
MAIL = {
    "template": "verify_email",
    "body": "hello",
    "from": "",
    "subject": "Hi",
    "syntax": "liquid",
    "enabled": True,
}


def test_sessions_are_given_in_minutes_and_shown_in_hours(tenant: Tenant) -> None:
    tenant.patch(
        "/tenants/settings", {"session_lifetime_in_minutes": 181, "idle_session_lifetime_in_minutes": 60}
    )

    settings = tenant.get("/tenants/settings").body

    assert settings["session_lifetime"] == pytest.approx(181 / 60)
    assert settings["idle_session_lifetime"] == 1
    assert "session_lifetime_in_minutes" not in settings


def test_flags_merge_and_null_clears(tenant: Tenant) -> None:
    before = tenant.get("/tenants/settings").body["flags"]
    tenant.patch("/tenants/settings", {"error_page": {"html": "x", "show_log_link": False, "url": ""}})

    tenant.patch("/tenants/settings", {"flags": {"enable_apis_section": True}, "error_page": None})

    after = tenant.get("/tenants/settings").body
    assert after["flags"] == before | {"enable_apis_section": True}
    assert "error_page" not in after


def test_the_answer_to_a_write_is_not_that_to_a_read(tenant: Tenant) -> None:
    written = tenant.patch("/tenants/settings", {"friendly_name": "Acme"}).body
    read = tenant.get("/tenants/settings").body

    assert "sandbox_versions_available" in read
    assert "sandbox_versions_available" not in written
    assert "enforce_client_authentication_on_passwordless_start" in written["flags"]


def test_an_empty_address_clears(tenant: Tenant) -> None:
    tenant.patch("/tenants/settings", {"default_redirection_uri": "https://a.example"})

    assert (
        "default_redirection_uri"
        not in tenant.patch("/tenants/settings", {"default_redirection_uri": ""}).body
    )


def test_branding_keeps_what_is_left_out(tenant: Tenant) -> None:
    tenant.patch("/branding", {"colors": {"primary": "#ff0000", "page_background": "#00ff00"}})

    changed = tenant.patch("/branding", {"logo_url": "https://a.example/logo.png"}).body

    assert changed["colors"] == {"primary": "#ff0000", "page_background": "#00ff00"}


def test_the_login_page_comes_and_goes(tenant: Tenant) -> None:
    path = "/branding/templates/universal-login"

    missing = tenant.get(path)
    first, second = tenant.put(path, PAGE), tenant.put(path, {"template": PAGE})
    shown = tenant.get(path).body

    assert missing.body["errorCode"] == "inexistent_templates_universal_login"
    assert (first.status, first.body, second.status) == (201, {}, 204)
    assert shown == {"body": PAGE}
    assert tenant.delete(path).status == 204
    assert tenant.delete(path).status == 204


def test_a_login_page_without_its_tags_is_refused(tenant: Tenant) -> None:
    assert tenant.put("/branding/templates/universal-login", "<html></html>").status == 400


def test_a_template_must_be_made_before_it_is_changed(tenant: Tenant) -> None:
    path = "/email-templates/verify_email"

    early = tenant.patch(path, {"subject": "Hello"})
    made = tenant.post("/email-templates", MAIL)
    changed = tenant.patch(path, {"subject": "Hello"})

    assert (early.status, early.body["errorCode"]) == (404, "inexistent_email_template")
    assert made.status == 200
    assert changed.body == MAIL | {"subject": "Hello"}
    assert tenant.post("/email-templates", MAIL).status == 409


def test_an_unknown_template_is_no_template(tenant: Tenant) -> None:
    assert tenant.get("/email-templates/unknown").status == 400


def test_the_email_provider_hides_its_keys(tenant: Tenant) -> None:
    keys = {"accessKeyId": "A" * 20, "secretAccessKey": "hunter2", "region": "eu-west-1"}
    body = {"name": "ses", "enabled": True, "default_from_address": "a@example.com", "credentials": keys}

    missing = tenant.get("/emails/provider")
    made = tenant.post("/emails/provider", body)
    brief = tenant.get("/emails/provider").body
    whole = tenant.get("/emails/provider", fields="name,credentials", include_fields="true").body

    assert missing.status == 404
    assert made.body["credentials"] == {"region": "eu-west-1"}
    assert brief == {"name": "ses", "enabled": True}
    assert whole == {"name": "ses", "credentials": {"region": "eu-west-1"}}
    assert tenant.post("/emails/provider", body).status == 409
    assert tenant.delete("/emails/provider").status == 204
    assert tenant.get("/emails/provider").status == 404


@pytest.mark.parametrize(
    ("path", "sent", "kept"),
    [
        ("brute-force-protection", {"max_attempts": 5}, "shields"),
        ("suspicious-ip-throttling", {"stage": {"pre-login": {"max_attempts": 5, "rate": 34560}}}, "shields"),
        ("breached-password-detection", {"enabled": True}, "method"),
        ("bot-detection", {"bot_detection_level": "high"}, "allowlist"),
        ("captcha", {"recaptcha_v2": {"site_key": "k", "secret": "hunter2"}}, "arkose"),
    ],
)
def test_attack_protection_merges(tenant: Tenant, path: str, sent: Any, kept: str) -> None:
    before = tenant.get(f"/attack-protection/{path}").body

    changed = tenant.patch(f"/attack-protection/{path}", sent).body

    assert changed[kept] == before[kept]
    assert "hunter2" not in str(changed)


def test_a_stage_merges_with_the_others(tenant: Tenant) -> None:
    path = "/attack-protection/suspicious-ip-throttling"
    before = tenant.get(path).body["stage"]

    changed = tenant.patch(path, {"stage": {"pre-login": {"max_attempts": 5, "rate": 34560}}}).body["stage"]

    assert changed == before | {"pre-login": {"max_attempts": 5, "rate": 34560}}


def test_texts_of_a_prompt_are_replaced_and_cleared(tenant: Tenant) -> None:
    path = "/prompts/login/custom-text/en"

    tenant.put(path, {"login": {"title": "A", "description": "B"}})
    tenant.put(path, {"login": {"title": "C"}})

    assert tenant.get(path).body == {"login": {"title": "C"}}
    assert tenant.get("/prompts/login/custom-text/de").body == {}
    assert tenant.put(path, {}).body == {}


def test_a_rendering_answers_with_what_was_sent(tenant: Tenant) -> None:
    path = "/prompts/login/screen/login/rendering"

    changed = tenant.patch(path, {"rendering_mode": "standard"}).body
    shown = tenant.get(path).body

    assert changed == {"rendering_mode": "standard"}
    assert (shown["prompt"], shown["screen"], shown["tenant"]) == ("login", "login", "acme")
    assert [one["screen"] for one in tenant.get("/prompts/rendering").body] == ["login"]


def test_factors_come_in_one_order(tenant: Tenant) -> None:
    tenant.put("/guardian/factors/otp", {"enabled": True})

    factors = tenant.get("/guardian/factors").body

    assert [one["name"] for one in factors][:3] == ["sms", "push-notification", "otp"]
    assert [one["name"] for one in factors if one["enabled"]] == ["otp"]
