"""Attack protection: five documents, as a new tenant has them."""

from deploy_cli.emulator.kind import Document

CAPTCHAS = (
    *("auth_challenge", "simple_captcha", "recaptcha_v2", "recaptcha_enterprise"),
    *("hcaptcha", "friendly_captcha", "arkose"),
)

KINDS = (
    Document(
        path="/attack-protection/brute-force-protection",
        initial={
            "enabled": True,
            "shields": ["block", "user_notification"],
            "mode": "count_per_identifier_and_ip",
            "allowlist": [],
            "max_attempts": 10,
        },
    ),
    Document(
        path="/attack-protection/suspicious-ip-throttling",
        deep=frozenset({"stage"}),
        initial={
            "enabled": True,
            "shields": ["admin_notification", "block"],
            "allowlist": [],
            "stage": {
                "pre-login": {"max_attempts": 100, "rate": 864000},
                "pre-user-registration": {"max_attempts": 50, "rate": 1200},
                "pre-custom-token-exchange": {"max_attempts": 10, "rate": 600000},
            },
        },
    ),
    Document(
        path="/attack-protection/breached-password-detection",
        deep=frozenset({"stage"}),
        initial={
            "enabled": False,
            "shields": [],
            "admin_notification_frequency": [],
            "method": "standard",
            "stage": {"pre-user-registration": {"shields": []}, "pre-change-password": {"shields": []}},
        },
    ),
    Document(
        path="/attack-protection/bot-detection",
        initial={
            "challenge_password_policy": "never",
            "challenge_passwordless_policy": "never",
            "challenge_password_reset_policy": "never",
            "allowlist": [],
            "bot_detection_level": "medium",
            "monitoring_mode_enabled": False,
        },
    ),
    Document(path="/attack-protection/phone-provider-protection", initial={"type": "default"}),
    Document(
        path="/attack-protection/captcha",
        merged=frozenset(CAPTCHAS),
        hidden=tuple(f"{name}.secret" for name in CAPTCHAS) + tuple(f"{name}.api_key" for name in CAPTCHAS),
        initial={
            "active_provider_id": "auth_challenge",
            "simple_captcha": {},
            "auth_challenge": {"fail_open": False},
            "recaptcha_v2": {"site_key": ""},
            "recaptcha_enterprise": {"site_key": "", "project_id": ""},
            "hcaptcha": {"site_key": ""},
            "friendly_captcha": {"site_key": ""},
            "arkose": {
                "site_key": "",
                "client_subdomain": "client-api",
                "verify_subdomain": "verify-api",
                "fail_open": False,
            },
        },
    ),
)
