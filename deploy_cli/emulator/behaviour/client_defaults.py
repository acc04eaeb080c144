"""What the Management API fills in when a client is created; above all it depends on how the client authenticates."""

from deploy_cli.emulator.values import Json, Object, filled

DAY = 86_400
LONG_LIVED = {"token_lifetime": 31_557_600, "idle_token_lifetime": 30 * DAY}
SHORT_LIVED = {"token_lifetime": 30 * DAY, "idle_token_lifetime": 15 * DAY}
NON_EXPIRING: Object = {
    "expiration_type": "non-expiring",
    "leeway": 0,
    "infinite_token_lifetime": True,
    "infinite_idle_token_lifetime": True,
    "rotation_type": "non-rotating",
}
ROTATING: Object = {
    "expiration_type": "expiring",
    "leeway": 0,
    "infinite_token_lifetime": False,
    "infinite_idle_token_lifetime": False,
    "rotation_type": "rotating",
}
STRICT: Object = {
    "expiration_type": "expiring",
    "leeway": 0,
    "infinite_token_lifetime": True,
    "infinite_idle_token_lifetime": False,
    "rotation_type": "non-rotating",
}
ALWAYS: Object = {
    "is_token_endpoint_ip_header_trusted": False,
    "is_first_party": True,
    "sso_disabled": False,
    "cross_origin_authentication": False,
    "custom_login_page_on": True,
}
SESSION_TRANSFER: Object = {
    "can_create_session_transfer_token": False,
    "allowed_authentication_methods": [],
    "enforce_device_binding": "ip",
    "allow_refresh_token": False,
    "enforce_cascade_revocation": True,
    "enforce_online_refresh_tokens": True,
}
ASYMMETRIC: Object = {"secret_encoded": False, "alg": "RS256"}
EXPRESS: Object = {
    "grant_types": ["authorization_code", "client_credentials"],
    "callbacks": ["https://system-admin.okta.com/admin/app/generic/oauth20redirect"],
    "organization_usage": "require",
    "client_authentication_methods": {"private_key_jwt": {"credentials": []}},
}


def defaults(sent: Object) -> Object:
    """The fields that a new client has, those sent among them only where they are completed."""
    made = {**ALWAYS, **_by_type(sent), **_by_party(sent)}
    if sent.get("is_first_party") is False:
        made.setdefault("third_party_security_mode", "permissive")
    made["refresh_token"] = _refresh_token(sent)
    return made


def complete(sent: Object, made: Object) -> Object:
    """``made`` with the nested objects that were sent in part."""
    for name in ("jwt_configuration", "refresh_token"):
        if isinstance(sent.get(name), dict):
            made = made | {name: _completed(name, sent)}
    return made


def session_transfer(given: Object) -> Object:
    """All of ``session_transfer``, however little of it was sent."""
    return filled(given, SESSION_TRANSFER)


def _completed(name: str, sent: Object) -> Json:
    given = {key: value for key, value in sent[name].items() if value is not None}
    if name == "jwt_configuration":
        return filled(given, {"secret_encoded": False})
    base = ROTATING if given["expiration_type"] == "expiring" else NON_EXPIRING
    return filled(given, {**base, **_lifetimes(sent)})


def _by_type(sent: Object) -> Object:
    match sent.get("app_type"):
        case "resource_server":
            return {"grant_types": [], "oidc_conformant": True, "jwt_configuration": ASYMMETRIC}
        case "express_configuration":
            return {**EXPRESS, "oidc_conformant": True, "jwt_configuration": ASYMMETRIC}
    grants = ["authorization_code", "implicit", "refresh_token", "client_credentials"]
    if sent.get("token_endpoint_auth_method") == "none":
        grants.remove("client_credentials")
    return {
        "grant_types": grants,
        "oidc_conformant": False,
        "jwt_configuration": {"lifetime_in_seconds": 36000, "secret_encoded": False},
    }


def _by_party(sent: Object) -> Object:
    if sent.get("is_first_party") is not False:
        return {}
    if sent.get("third_party_security_mode") != "strict":
        return {"oidc_conformant": True}
    signing = {**ASYMMETRIC, "lifetime_in_seconds": 3600}
    return {"oidc_conformant": True, "grant_types": ["authorization_code"], "jwt_configuration": signing}


def _refresh_token(sent: Object) -> Object:
    third_party = sent.get("is_first_party") is False
    if third_party and sent.get("third_party_security_mode") == "strict":
        public = sent.get("token_endpoint_auth_method") == "none"
        return {**(ROTATING if public else STRICT), **_lifetimes(sent)}
    base = ROTATING if third_party and sent.get("token_endpoint_auth_method") == "none" else NON_EXPIRING
    return {**base, **_lifetimes(sent)}


def _lifetimes(sent: Object) -> Object:
    confidential = ("client_secret_post", "client_secret_basic")
    return LONG_LIVED if sent.get("token_endpoint_auth_method") in confidential else SHORT_LIVED
