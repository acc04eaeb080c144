"""What may be written about branding and email templates, and which field is blamed otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

Judge = Callable[[str, Any], list[str]]

GOOD = {
    "nothing": {},
    "colours": {"colors": {"primary": "#0059d6", "page_background": "#fff"}},
    "a gradient": {"colors": {"page_background": {"type": "linear-gradient", "start": "#fff", "end": "#000"}}},
    "what null clears": {"colors": None, "font": None, "logo_url": None, "favicon_url": None},
    "an export without a logo": {"logo_url": ""},
    "a page around the login": {"templates": [{"template": "universal_login", "body": "./login.html"}]},
}  # fmt: skip

BAD = {
    "a misspelt field": ({"colours": {}}, ["colours"]),
    "a colour by its name": ({"colors": {"primary": "blue"}}, ["colors.primary"]),
    "a colour with five digits": ({"colors": {"page_background": "#12345"}}, ["colors.page_background"]),
    "colours without a colour": ({"colors": {}}, ["colors"]),
    "a logo without TLS": ({"logo_url": "http://acme.example/logo.png"}, ["logo_url"]),
    "a font of another form": ({"font": {"name": "Inter"}}, ["font.name"]),
    "an unknown page": ({"templates": [{"template": "login", "body": "x"}]}, ["templates.0.template"]),
    "a page without a name": ({"templates": [{"body": "x"}]}, ["templates.0.template"]),
}

GOOD_EMAILS = {
    "only the name": {"template": "welcome_email"},
    "what null clears": {"template": "verify_email", "from": None, "resultUrl": None, "urlLifetimeInSeconds": None},
    "a full one": {
        "template": "reset_email",
        "enabled": True,
        "from": "Acme <hello@acme.example>",
        "subject": "Choose a new password",
        "body": "./emails/reset.html",
        "syntax": "liquid",
        "urlLifetimeInSeconds": 3600,
        "includeEmailInRedirect": False,
    },
}  # fmt: skip

BAD_EMAILS = {
    "a template is needed": ({"subject": "x"}, ["0.template"]),
    "an unknown template": ({"template": "hello_email"}, ["0.template"]),
    "a misspelt field": ({"template": "verify_email", "result_url": "x"}, ["0.result_url"]),
    "a lifetime with a unit": ({"template": "verify_email", "urlLifetimeInSeconds": "5d"}, ["0.urlLifetimeInSeconds"]),
    "a lifetime before now": ({"template": "verify_email", "urlLifetimeInSeconds": -1}, ["0.urlLifetimeInSeconds"]),
}  # fmt: skip


@pytest.mark.parametrize("branding", GOOD.values(), ids=GOOD)
def test_branding_is_accepted(faults: Judge, branding: dict[str, Any]) -> None:
    assert faults("branding", branding) == []


@pytest.mark.parametrize(("branding", "where"), BAD.values(), ids=BAD)
def test_branding_is_refused_for_the_field_at_fault(
    faults: Judge, branding: dict[str, Any], where: list[str]
) -> None:
    assert faults("branding", branding) == where


@pytest.mark.parametrize("email", GOOD_EMAILS.values(), ids=GOOD_EMAILS)
def test_an_email_is_accepted(faults: Judge, email: dict[str, Any]) -> None:
    assert faults("emailTemplates", [email]) == []


@pytest.mark.parametrize(("email", "where"), BAD_EMAILS.values(), ids=BAD_EMAILS)
def test_an_email_is_refused_for_the_field_at_fault(
    faults: Judge, email: dict[str, Any], where: list[str]
) -> None:
    assert faults("emailTemplates", [email]) == where
