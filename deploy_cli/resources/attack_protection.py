"""Attack protection: what Auth0 does about guessed, stolen and sprayed passwords, and about bots."""

from deploy_cli.core.resource_type import Directory, Documents

ATTACK_PROTECTION = Documents(
    section="attackProtection",
    title="attack protection",
    scope="attack_protection",
    directory=Directory(files="attack-protection/*.json"),
    paths={
        "botDetection": "attack-protection/bot-detection",
        "breachedPasswordDetection": "attack-protection/breached-password-detection",
        "bruteForceProtection": "attack-protection/brute-force-protection",
        "captcha": "attack-protection/captcha",
        "suspiciousIpThrottling": "attack-protection/suspicious-ip-throttling",
    },
    sets=(
        "admin_notification_frequency",
        "allowlist",
        "shields",
        "stage.pre-change-password.shields",
        "stage.pre-user-registration.shields",
    ),
    secret=("recaptcha_enterprise.project_id",),
    write_only=(
        "arkose.secret",
        "friendly_captcha.secret",
        "hcaptcha.secret",
        "recaptcha_enterprise.api_key",
        "recaptcha_v2.secret",
    ),
)
