"""Code that runs at logins, protection against attacks, looks, e-mails, logs, the network."""

from typing import Final

from tests.effects.scene import Scene, field, flip, scene
from tests.effects.told import around, created, deleted, updated

ACTION: Final = "actions/Check"
LOGIN: Final = "triggers/post-login"
AFTER: Final = "triggers/post-change-password"
FORCE: Final = "attackProtection/bruteForceProtection"
ADDRESS: Final = "attackProtection/suspiciousIpThrottling"
BREACHED: Final = "attackProtection/breachedPasswordDetection"
MAIL: Final = "emailTemplates/reset_email"
WELCOME: Final = "emailTemplates/welcome_email"
AROUND_18: Final = {"runtime": "node18", "dependencies": []}
AROUND_22: Final = {"runtime": "node22", "dependencies": [{"name": "axios", "version": "1.7.2"}]}
BOUND: Final = around((LOGIN, "1", {"bindings": [{"action_name": "Check"}]}))


def bindings(*names: str) -> list[dict[str, str]]:
    return [{"action_name": name} for name in names]


SCENES: Final[tuple[Scene, ...]] = (
    scene("action-created", "not bound yet", created(ACTION, {"code": "a"})),
    scene("action-deleted", "bound", deleted(ACTION, {"code": "a"}), context=BOUND),
    scene("action-code", "bound", updated(ACTION, {"code": "a"}, {"code": "b"}), context=BOUND),
    scene("action-code", "not deployed", updated(ACTION, {"code": "a"}, {"code": "b", "deployed": False})),
    field("action-code", ACTION, "where it may run", "code", "a", "b"),
    scene("action-code", "only a secret", updated(ACTION, {}, {"secrets": [{"name": "K"}]}), context=BOUND),
    scene("action-code", "only around it", updated(ACTION, AROUND_18, AROUND_22), context=BOUND),
    scene(
        "action-code", "was waiting", updated(ACTION, {"deployed": False}, {"deployed": True}), context=BOUND
    ),
    field(
        "trigger-bindings",
        LOGIN,
        "one goes, one comes",
        "bindings",
        bindings("Old", "Stays"),
        bindings("Stays", "New"),
    ),
    field("trigger-bindings", LOGIN, "in another order", "bindings", bindings("A", "B"), bindings("B", "A")),
    field("trigger-bindings", AFTER, "out of the way", "bindings", [], bindings("Tell")),
    field(
        "trigger-bindings",
        LOGIN,
        "shown in another way",
        "bindings",
        bindings("A"),
        [{"action_name": "A", "display_name": "B"}],
    ),
    scene("old-code-created", "a rule", created("rules/Check", {"script": "a"})),
    scene("old-code-deleted", "a rule", deleted("rules/Check", {"script": "a"})),
    *flip("old-code-enabled", "rules/Check", "enabled", default=True),
    *flip("attack-bruteForceProtection", FORCE, "enabled", default=True),
    *flip("attack-suspiciousIpThrottling", ADDRESS, "enabled", default=True),
    *flip("attack-breachedPasswordDetection", BREACHED, "enabled", default=True),
    scene(
        "attack-sleeping",
        "switched off",
        updated(FORCE, {"enabled": False, "shields": ["block"]}, {"shields": []}),
    ),
    field(
        "attack-shields",
        FORCE,
        "none is left",
        "shields",
        ["block", "user_notification"],
        [],
        silent=([1], [2]),
    ),
    field("attack-shields", BREACHED, "all come", "shields", [], ["block", "admin_notification"]),
    scene(
        "attack-shields",
        "goes with the protection",
        updated(FORCE, {"enabled": True, "shields": ["block"]}, {"enabled": False, "shields": []}),
    ),
    field(
        "attack-allowlist",
        FORCE,
        "one goes, one comes",
        "allowlist",
        ["10.0.0.1"],
        ["10.0.0.2"],
        silent=([1], [2]),
    ),
    field("attack-attempts", FORCE, "more", "max_attempts", 10, 100, silent=("a", "b")),
    field("attack-attempts", FORCE, "fewer", "max_attempts", 10, 3),
    *flip("factor-enabled", "guardianFactors/otp", "enabled"),
    field(
        "second-factor-policies",
        "guardianPolicies",
        "always",
        "policies",
        [],
        ["all-applications"],
        silent=([1], [2]),
    ),
    field(
        "second-factor-policies",
        "guardianPolicies",
        "where it looks risky",
        "policies",
        ["all-applications"],
        ["confidence-score"],
    ),
    field(
        "second-factor-policies",
        "guardianPolicies",
        "from never to risky",
        "policies",
        [],
        ["confidence-score"],
    ),
    field("second-factor-policies", "guardianPolicies", "never", "policies", ["all-applications"], []),
    field("email-switched", MAIL, "on", "enabled", False, True, silent=("x", "y")),
    field("email-switched", MAIL, "off", "enabled", True, False),
    field("email-switched", WELCOME, "off, and not needed", "enabled", True, False),
    scene(
        "email-switched",
        "written for the first time",
        created("emailTemplates/verify_email", {"enabled": True, "body": "x", "subject": "y"}),
    ),
    field("email-words", MAIL, "another body", "body", "a", "b"),
    field("email-words", WELCOME, "another subject", "subject", "a", "b"),
    scene("email-words", "not switched on", updated(MAIL, {"enabled": False, "body": "a"}, {"body": "b"})),
    field("email-link-lifetime", MAIL, "longer", "urlLifetimeInSeconds", 3_600, 432_000, silent=("a", "b")),
    scene("email-deleted", "goes back to Auth0's words", deleted(MAIL, {"enabled": True})),
    scene(
        "domain-created",
        "not verified yet",
        created("customDomains/login.acme.example", {"domain": "login.acme.example"}),
    ),
    scene(
        "domain-deleted",
        "where people log in",
        deleted("customDomains/login.acme.example", {"domain": "login.acme.example"}),
    ),
    scene("email-provider-deleted", "the sender", deleted("emailProvider", {"name": "smtp"})),
    *flip("email-provider-enabled", "emailProvider", "enabled", default=True),
    scene("network-rule-created", "a rule", created("networkACLs/Office", {"active": True})),
    scene("network-rule-deleted", "a rule", deleted("networkACLs/Office", {"active": True})),
    *flip("network-rule-active", "networkACLs/Office", "active"),
    scene("log-stream-created", "a stream", created("logStreams/SIEM", {"type": "http"})),
    scene("log-stream-deleted", "a stream", deleted("logStreams/SIEM", {"type": "http"})),
    field("log-stream-status", "logStreams/SIEM", "pauses", "status", "active", "paused", silent=("a", "b")),
    field("log-stream-status", "logStreams/SIEM", "goes on", "status", "paused", "active"),
    scene("form-deleted", "part of a login", deleted("forms/Consent", {})),
    scene("profile-deleted", "of token exchanges", deleted("tokenExchangeProfiles/Old tokens", {})),
)
