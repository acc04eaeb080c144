"""Rules about a client that go across fields, with what the Management API says when one is broken."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.refusal import Refused, invalid
from deploy_cli.emulator.values import Object

PLAIN_GRANTS = {"authorization_code", "implicit", "refresh_token", "client_credentials", "password"}
GRANT_PREFIXES = ("urn:", "http://auth0.com/oauth/grant-type/")


FIELD_SCOPES = {
    "client_secret": ("update:client_keys",),
    "client_authentication_methods": ("create:client_credentials", "update:client_credentials"),
    "token_vault_privileged_access": ("update:client_token_vault_privileged_access",),
}
"""Fields that need a scope of their own."""


def check(call: Call, old: Object | None, new: Object) -> None:
    """Raise ``Refused`` when the body may not make ``new`` of ``old``."""
    sent = call.sent()
    for field, scopes in FIELD_SCOPES.items():
        if field in sent and not call.may(*scopes):
            message = f"Insufficient scope, expected any of: {','.join(scopes)}"
            raise Refused(403, message, "insufficient_scope")
    if "grant_types" in sent:
        _check_grants(sent["grant_types"], new.get("token_endpoint_auth_method"))
    if isinstance(new.get("refresh_token"), dict) and "refresh_token" in sent:
        _check_refresh_token(new["refresh_token"])
    if old is not None and "third_party_security_mode" in sent:
        _check_unchanged("third_party_security_mode", sent, old)
    if new.get("is_first_party") is False and any(
        sent.get(name) is not None for name in ("organization_usage", "organization_require_behavior")
    ):
        raise Refused(
            403,
            "Organizations are only available to first party clients on user-based flows. Properties "
            "organization_usage and organization_require_behavior must be unset for third party clients.",
        )
    if new.get("client_authentication_methods") and new.get("token_endpoint_auth_method"):
        raise invalid("client_authentication_methods and token_endpoint_auth_method cannot both be set")


def _check_grants(grants: list[str], method: str | None) -> None:
    wrong = [one for one in grants if one not in PLAIN_GRANTS and not one.startswith(GRANT_PREFIXES)]
    if method == "none" and "client_credentials" in grants:
        wrong.append("client_credentials")
    if wrong:
        raise invalid(f"Invalid grant types: {','.join(wrong)}")


def _check_refresh_token(policy: Object) -> None:
    endless = policy.get("infinite_token_lifetime"), policy.get("infinite_idle_token_lifetime")
    if policy["expiration_type"] == "non-expiring" and not all(endless):
        raise invalid(
            "Neither infinite_token_lifetime nor infinite_idle_token_lifetime can be true when "
            "token expiration type is 'non-expiring'"
        )
    if policy["rotation_type"] == "rotating" and policy["expiration_type"] != "expiring":
        raise invalid("Refresh tokens that rotate must be of expiration type 'expiring'")
    if policy["rotation_type"] == "rotating" and any(endless):
        raise invalid(
            "infinite_token_lifetime and infinite_idle_token_lifetime must be false for rotating tokens"
        )
    idle, whole = policy.get("idle_token_lifetime"), policy.get("token_lifetime")
    if idle is not None and whole is not None and not any(endless) and idle >= whole:
        raise invalid("idle_token_lifetime must be less than token_lifetime")


def _check_unchanged(name: str, sent: Object, old: Object) -> None:
    if sent[name] != old.get(name):
        raise invalid(f"{name} cannot be changed after the client was created")
