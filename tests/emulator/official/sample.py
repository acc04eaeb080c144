"""The example that ships with Auth0's Deploy CLI, made fit to be deployed.

It shows every section, and much of it cannot go to any tenant as it stands.
"""

import json
import re
from pathlib import Path

KEYWORDS = {
    "ENV": "dev",
    "JWT_SECRET": "shh",
    "MY_CLIENT_ID": "DeployCliEmulatorClient000000001",
    "EVENT_STREAM_WEBHOOK_BEARER_TOKEN": "token",
    "SETUP_CONFIG": {"client_id": "x", "client_secret": "y", "domain": "a.auth0.com", "type": "OAUTH_APP"},
    "CONNECTIONS_GOOGLE_APPS_SECRET": "some_client_secret",
    "CONNECTIONS_WAAD_SECRET": "some_client_secret",
    **{
        f"CAPTCHA_{name}": "x"
        for name in (
            *("FRIENDLY_CAPTCHA_SITE_KEY", "FRIENDLY_CAPTCHA_SECRET", "RECAPTCHA_V2_SITE_KEY"),
            *("RECAPTCHA_V2_SECRET", "RECAPTCHA_ENTERPRISE_SITE_KEY", "RECAPTCHA_ENTERPRISE_API_KEY"),
            *("RECAPTCHA_ENTERPRISE_PROJECT_ID", "HCAPTCHA_SITE_KEY", "HCAPTCHA_SECRET"),
            *("ARKOSE_SITE_KEY", "ARKOSE_SECRET"),
        )
    },
}
"""Values for the markers in it."""

PROFILES = """userAttributeProfiles:
  - name: "My User Attribute Profile"
    user_attributes:
      email: {description: Email, label: Email, profile_required: true, auth0_mapping: email}
"""
"""The tool's own schema wants a map where the example has a list."""

FIRST_CLIENT = """clients:
  - name: "My Okta OIN Client"
    app_type: regular_web
"""

MISSING_ACTIONS = "".join(
    f"""  - name: {name}
    code: ./actions/action-example/code.js
    deployed: true
    supported_triggers: [{{id: {trigger}, version: v1}}]
"""
    for name, trigger in (
        ("custom-token-exchange-action", "custom-token-exchange"),
        ("action-name", "event-stream"),
    )
)

REPAIRS = (
    ("actions:\n", f"actions:\n{MISSING_ACTIONS}"),  # referred to, and not there
    ("- client_id: My App\n", "- client_id: My SPA\n"),  # the same
    ("domain: my_domain.com", "domain: login.domain.com"),  # no host name has an underscore
    ("    is_default: true\n", ""),  # only a verified domain can be the default
    ("some_google_group_id", "somegooglegroupid"),  # letters and digits only
    ("  - name: notification-helper\n", "  - name: notification-helper\n    all_changes_published: true\n"),
)


def repair(folder: Path) -> None:
    """Mend the example in ``folder``; write what has to be there before it as ``first.yaml``.

    Clients that refer to profiles and to each other cannot be created together with those: the tool sends the names
    of what is not there yet.
    """
    path = folder / "tenant.yaml"
    text = path.read_text()
    text = text.replace(_section(text, "userAttributeProfiles"), PROFILES)
    for old, new in REPAIRS:
        assert old in text, f"the example no longer has {old!r}"
        text = text.replace(old, new, 1) if old.endswith(":\n") else text.replace(old, new)
    path.write_text(text)
    (folder / "first.yaml").write_text(PROFILES + _section(text, "connectionProfiles") + FIRST_CLIENT)
    flow = folder / "flows" / "Update KYC Name.json"
    flow.write_text(json.dumps({"actions": []}))


def fill_in_secrets(export: Path) -> None:
    """Give secrets of modules a value: the tool exports them without one and the API does not take them so."""
    for path in (export / "tenant.yaml", export / "action-modules" / "auth-helper.json"):
        if path.exists():
            text = path.read_text()
            text = text.replace("      - name: JWT_SECRET\n", "      - {name: JWT_SECRET, value: shh}\n")
            path.write_text(text.replace('"name": "JWT_SECRET"', '"name": "JWT_SECRET", "value": "shh"'))


def _section(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\n(?:(?:[ #].*)?\n)*", text, re.MULTILINE)
    assert found is not None, f"the example no longer has a section {name}"
    return found.group(0)
