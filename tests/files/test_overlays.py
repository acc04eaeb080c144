"""Overlays that touch nothing in what they extend: what is an error, what is a note, what is meant."""

import pytest

from .conftest import Load, Problems

BASE = """\
environment: {variables: {shop_url: https://a.example, api: https://api.example}}
refresh_token_policies:
  browser: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}
clients:
  - {name: Storefront, app_type: spa, callbacks: ["$(var:shop_url)"], description: "$(var:api)"}
  - {name: Worker 1, app_type: non_interactive, callbacks: []}
roles:
  - {name: Auditor, description: Looks., permissions: []}
connections:
  - {name: google, strategy: google-oauth2}
"""


def over(text: str) -> dict[str, str]:
    environment = "" if text.startswith("environment") else "environment: {extends: [base.yaml]}\n"
    return {"base.yaml": BASE, "tenant.yaml": environment + text}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "clients: [{name: Storefrnt, callbacks: [https://x]}]",
            "tenant.yaml:2:18 clients/Storefrnt: this changes nothing: what is extended has no client of this name"
            " (did you mean `Storefront`?)",
        ),
        (
            "clients: [{name: Other, +callbacks: [https://x]}]",
            "tenant.yaml:2:18 clients/Other: this changes nothing: what is extended has no client of this name"
            " (a client that is new here has `callbacks`, without `+`)",
        ),
        (
            "roles: [{name: Nobody, lifecycle: {protect: true}}]",
            "tenant.yaml:2:16 roles/Nobody: this changes nothing: what is extended has no role of this name"
            " (a role that is new here says more than its `lifecycle`)",
        ),
        (
            "connections: [{name: github, options: {scope: [email]}}]",
            "tenant.yaml:2:22 connections/github: this changes nothing: what is extended has no connection of this"
            " name (a connection that is new here needs `strategy`)",
        ),
        (
            "refresh_token_policies: {browsr: {absolute_lifetime: 1y}}",
            "tenant.yaml:2:26 refresh_token_policies/browsr: this changes nothing: what is extended has no policy of"
            " this name (did you mean `browser`?)",
        ),
        (
            "roles: [{name: auditor, description: Sees.}]",
            "tenant.yaml:2:16 roles/auditor: this changes nothing: what is extended has no role of this name"
            " (did you mean `Auditor`?)",
        ),
    ],
)
def test_a_part_of_a_resource_that_nothing_extended_has_is_an_error(
    problems: Problems, text: str, told: str
) -> None:
    assert problems(over(text)) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "clients: [{name: Storefront, callbacks: [https://x]}]",
        "clients: [{name: Kiosk, app_type: native}]",
        "clients: [{name: Worker 2, app_type: non_interactive}]",
        "clients: [{name: Kiosk}]",
        "clients: [{name: Storefrnt, lifecycle: {state: absent}}]",
        "clients: [{name: Storefrnt, lifecycle: {renamed_from: Shop}}]",
        "clients: [{name: Storefrnt, client_id: abc, callbacks: [https://x]}]",
        "connections: [{name: github, strategy: github}]",
        "roles: [{name: Visitor}]",
        "databases: [{name: users, options: {mfa: {active: true}}}]",
        "refresh_token_policies: {browsr: {extends: browser}}",
        "attackProtection: {bruteForceProtection: {enabled: true}}",
        "emailTemplates: [{template: welcome_email, enabled: false}]",
        "environment: {extends: [base.yaml], variables: {shop_url: https://b.example}}",
        "environment: {extends: [base.yaml], variables: {of_its_own: x}}",
    ],
)
def test_what_is_new_in_an_environment_is_no_mistake(loaded: Load, text: str) -> None:
    assert loaded(over(text)).notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "clients: [{name: Storfront, app_type: spa, logo_uri: https://x}]",
            "clients/Storfront (tenant.yaml:2:18) is new; did you mean `Storefront`, which is extended?",
        ),
        (
            "environment: {extends: [base.yaml], variables: {shop_ulr: https://b.example}}",
            "the variable `shop_ulr` (tenant.yaml:1:49) is used nowhere; did you mean `shop_url`?",
        ),
    ],
)
def test_what_may_be_misspelt_is_noted(loaded: Load, text: str, note: str) -> None:
    assert loaded(over(text)).notes == (note,)


def test_a_resource_that_is_overlaid_is_not_meant_by_another(loaded: Load) -> None:
    both = "clients: [{name: Storefront, logo_uri: https://x}, {name: Storefronts, app_type: spa}]"

    assert loaded(over(both)).notes == ()


def test_files_that_are_extended_side_by_side_are_no_overlays(loaded: Load) -> None:
    files = {
        "one.yaml": BASE,
        "two.yaml": "connections: [{name: github, options: {scope: [email]}}]\n",
        "tenant.yaml": "environment: {extends: [one.yaml, two.yaml]}\n",
    }

    assert len(loaded(files).sections["connections"]) == 2


def test_everything_else_that_is_wrong_is_told_as_well(problems: Problems) -> None:
    text = "clients: [{name: Storefrnt, +callbacks: [https://x], logo: x}]"

    assert [line.split(": ", 1)[1].split(" (")[0] for line in problems(over(text))] == [
        "this changes nothing: what is extended has no client of this name",
        "there is no field `logo`",
    ]
