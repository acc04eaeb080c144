"""What the Management API makes of a connection's ``options``: defaults, derived fields, rules."""

from collections.abc import Callable, Mapping

from deploy_cli.emulator.behaviour import connection_certificates as certificates
from deploy_cli.emulator.refusal import invalid
from deploy_cli.emulator.values import Json, Object, filled

NEW_DATABASE: Object = {
    "mfa": {"active": True, "return_enroll_settings": True},
    "passwordPolicy": "good",
    "strategy_version": 2,
    "brute_force_protection": True,
}
PASSKEYS: Object = {
    "challenge_ui": "both",
    "progressive_enrollment_enabled": True,
    "local_enrollment_enabled": True,
}
PASSWORD_RULES: Mapping[str, Object] = {
    "complexity": {
        "character_types": [],
        "character_type_rule": "all",
        "identical_characters": "allow",
        "sequential_characters": "allow",
        "max_length_exceeded": "error",
    },
    "dictionary": {"custom": []},
}
PASSWORD: Object = {"api_behavior": "required", "signup_behavior": "allow"}
OFF: Object = {"enabled": False}
METHODS: Object = {"password": {"enabled": True}, "passkey": OFF, "email_otp": OFF, "phone_otp": OFF}
OKTA: Object = {
    "schema_version": "oidc-V4",
    "type": "back_channel",
    "attribute_map": {"mapping_mode": "basic_profile"},
    "connection_settings": {"pkce": "auto"},
}
OIDC: Object = {
    "schema_version": "oidc-V4",
    "attribute_map": {"mapping_mode": "bind_all"},
    "connection_settings": {"pkce": "auto"},
}
METADATA_FIELDS = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
KEPT = frozenset(
    {
        *("authentication_methods", "passkey_options", "oidc_metadata", "schema_version", "attribute_map"),
        *("connection_settings", "waad_common_endpoint"),
        *("handle_login_from_social", "profile"),
    }
)
"""Fields that outlive a ``PATCH`` of ``options`` that leaves them out; all others are replaced."""

CERTIFIED = {"samlp", "pingfederate"}
SCOPES: Mapping[str, Mapping[str, str]] = {
    "github": {
        "email": "user:email",
        "read_user": "read:user",
        "follow": "user:follow",
        "public_repo": "public_repo",
        "repo": "repo",
        "repo_deployment": "repo_deployment",
        "repo_status": "repo:status",
        "delete_repo": "delete_repo",
        "notifications": "notifications",
        "gist": "gist",
        "read_repo_hook": "read:repo_hook",
        "write_repo_hook": "write:repo_hook",
        "admin_repo_hook": "admin:repo_hook",
        "read_org": "read:org",
        "admin_org": "admin:org",
        "read_public_key": "read:public_key",
        "write_public_key": "write:public_key",
        "admin_public_key": "admin:public_key",
        "write_org": "write:org",
    },
    "linkedin": {"email": "r_emailaddress", "profile": "r_liteprofile", "basic_profile": "r_basicprofile"},
    "windowslive": {"graph_user": "https://graph.microsoft.com/User.Read"},
    "google-apps": {"email": "email", "profile": "profile"},
    "salesforce-community": {},
}
"""Social providers whose flags the service turns into scopes, in the provider's order."""


def derived(strategy: str, old: Object | None, sent: Object | None) -> Object:
    """The whole ``options`` of a connection. ``old`` are those before, nothing when it is new."""
    given = dict(sent or {})
    if sent is not None:
        _check(strategy, old, given)
    names = KEPT | certificates.KEPT if strategy in CERTIFIED else KEPT
    kept = {key: value for key, value in (old or {}).items() if key in names}
    make = MAKERS.get(strategy)
    options = filled(given, kept)
    if make is not None:
        options = make(options, old, sent)
    if strategy in SCOPES:
        flags = SCOPES[strategy].items()
        options["scope"] = given.get("scope") or [scope for flag, scope in flags if options.get(flag)]
    return options


def _database(options: Object, old: Object | None, sent: Object | None) -> Object:
    if old is None:
        plain = {
            k: v
            for k, v in NEW_DATABASE.items()
            if k != "passwordPolicy" or "password_options" not in options
        }
        options = filled(options, plain)
    if isinstance(options.get("password_options"), dict):
        options["password_options"] = _password_options(options["password_options"])
    known = (old or {}).get("authentication_methods") or METHODS
    options["authentication_methods"] = _methods(options.get("authentication_methods") or {}, known)
    options.setdefault("passkey_options", PASSKEYS)
    if "attributes" in options:
        options["attributes"] = _attributes(options["attributes"])
    return options


def _password_options(given: Object) -> Object:
    """Password rules; each group that is there is complete."""
    return {
        name: filled(rules, PASSWORD_RULES[name])
        if name in PASSWORD_RULES and isinstance(rules, dict)
        else rules
        for name, rules in given.items()
    }


def _methods(given: Object, known: Object) -> Object:
    """The ways to sign in; those that are not named are at their defaults."""
    made = filled(given, {name: default for name, default in METHODS.items() if name in known})
    if not isinstance(made.get("password"), dict):
        return made
    return made | {"password": filled(made["password"], PASSWORD)}


def _attributes(attributes: Object) -> Object:
    made = dict(attributes)
    if isinstance(made.get("email"), dict):
        made["email"] = filled(made["email"], {"unique": True, "verification_method": "link"})
    return made


def _oidc(options: Object, old: Object | None, sent: Object | None) -> Object:
    """The real service fetches the discovery document; what was sent of it stands in for it here."""
    if old is not None and sent is not None and "connection_settings" not in sent:
        options["connection_settings"] = {"pkce": "disabled"}
    made = filled(options, OIDC)
    metadata = {name: made[name] for name in METADATA_FIELDS if made.get(name)}
    return filled(made, {"oidc_metadata": metadata}) if metadata else made


def _okta(options: Object, old: Object | None, sent: Object | None) -> Object:
    return filled(options, OKTA)


def _google_apps(options: Object, old: Object | None, sent: Object | None) -> Object:
    return filled(options, {"email": True, "profile": True, "handle_login_from_social": True})


def _waad(options: Object, old: Object | None, sent: Object | None) -> Object:
    return filled(options, {"waad_common_endpoint": bool(options.get("useCommonEndpoint", False))})


def _adfs(options: Object, old: Object | None, sent: Object | None) -> Object:
    return filled(options, {"thumbprints": []}) if old is None else options


def _line(options: Object, old: Object | None, sent: Object | None) -> Object:
    return filled(options, {"profile": True})


MAKERS: Mapping[str, Callable[[Object, Object | None, Object | None], Object]] = {
    "auth0": _database,
    "oidc": _oidc,
    "okta": _okta,
    "google-apps": _google_apps,
    "waad": _waad,
    "adfs": _adfs,
    "line": _line,
    "samlp": certificates.samlp,
    "pingfederate": certificates.pingfederate,
}


def _check(strategy: str, old: Object | None, options: Object) -> None:
    attributes = options.get("attributes")
    if strategy != "auth0" or not attributes:
        return
    for field in ("validation", "requires_username"):
        if options.get(field):
            raise invalid(f"Cannot set both options.attributes and options.{field}")
    if old is not None:
        _check_uniqueness((old.get("attributes") or {}).get("email"), attributes.get("email"))
    if not any(_is_active(one) for one in attributes.values()):
        raise invalid("attributes must contain one active identifier")
    for name in ("email", "phone_number"):
        _check_signup(name, attributes.get(name))


def _check_uniqueness(old: Object | None, new: Object | None) -> None:
    """Whether addresses are unique is decided once, when the attribute is added to a new connection."""
    if new is None:
        return
    if old is None and new.get("unique") is False:
        raise invalid("cannot add non-unique email attribute")
    if old is not None and new.get("unique", True) != old.get("unique", True):
        raise invalid("cannot patch unique property on email attribute")


def _is_active(attribute: Json) -> bool:
    return isinstance(attribute, dict) and bool((attribute.get("identifier") or {}).get("active"))


def _check_signup(name: str, attribute: Json) -> None:
    if _is_active(attribute) and (attribute.get("signup") or {}).get("status") == "inactive":
        raise invalid(f"attribute {name} must also be required on signup")
