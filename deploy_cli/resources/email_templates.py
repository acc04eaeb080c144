"""E-mail templates: what Auth0 writes to users."""

from typing import Final

from deploy_cli.core.resource_type import Directory, Documents

TEMPLATE_NAMES: Final = (
    "async_approval",
    "auth_email_by_code",
    "blocked_account",
    "change_password",
    "enrollment_email",
    "mfa_oob_code",
    "password_reset",
    "reset_email",
    "reset_email_by_code",
    "stolen_credentials",
    "user_invitation",
    "verify_email",
    "verify_email_by_code",
    "welcome_email",
)

EMAIL_TEMPLATES = Documents(
    section="emailTemplates",
    title="e-mail template",
    scope="email_templates",
    directory=Directory(files="emails/*.json", but=("provider.json",), beside={"body": ".html"}),
    paths={name: f"email-templates/{name}" for name in TEMPLATE_NAMES},
    key_field="template",
    create_path="email-templates",
    required=("body", "enabled", "from", "subject", "syntax"),
    texts={"body": ".html"},
)
