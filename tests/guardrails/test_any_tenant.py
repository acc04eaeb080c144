"""No rule stumbles over anything: live tenants hold what no schema of ours expects."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from deploy_cli.core.address import Address
from deploy_cli.core.tenant import Desired, DesiredTenant, Environment
from deploy_cli.guardrails.judging import judged
from deploy_cli.guardrails.view import View

WORDS = [
    "spa", "native", "regular_web", "non_interactive", "none", "client_secret_post", "rotating", "non-rotating",
    "expiring", "non-expiring", "implicit", "password", "refresh_token", "authorization_code", "HS256", "strict",
    "https://a.example/cb", "http://[::1", "http://localhost", "*", "app://x", "#", "fapi2_sp", "https://u:p@h:x/",
]  # fmt: skip
FIELDS = [
    "app_type", "token_endpoint_auth_method", "grant_types", "refresh_token", "callbacks", "web_origins",
    "allowed_logout_urls", "jwt_configuration", "oidc_conformant", "is_first_party", "third_party_security_mode",
    "compliance_level", "client_metadata", "session_transfer", "oidc_logout", "cross_origin_authentication",
    "allow_offline_access", "allow_online_access", "allow_online_access_with_ephemeral_sessions", "token_lifetime",
    "token_lifetime_for_web", "signing_alg", "scopes", "consent_policy", "proof_of_possession", "session_lifetime",
    "idle_session_lifetime", "session_lifetime_in_minutes", "flags", "code", "rotation_type", "expiration_type",
    "idle_token_lifetime", "infinite_token_lifetime", "infinite_idle_token_lifetime", "leeway", "policies",
    "audience", "scope", "value", "alg", "lifetime_in_seconds", "required", "revoke_refresh_token_grant",
]  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 0, 1, 7200, 86_400, 10**12, 0.5]),
    st.sampled_from(WORDS),
    st.text(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=12,
)
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=12)


def tenant(resources: Mapping[Address, Any]) -> DesiredTenant:
    return DesiredTenant(
        environment=Environment(name="prod"),
        resources={address: Desired(address=address, body=body) for address, body in resources.items()},
        sections=tuple({address.section for address in resources}),
        digest="",
    )


@settings(deadline=None, max_examples=60)
@given(client=bodies, api=bodies, settings_of_tenant=bodies, action=bodies, live=bodies)
def test_rules_judge_anything(client: Any, api: Any, settings_of_tenant: Any, action: Any, live: Any) -> None:
    desired = tenant(
        {
            Address("clients", "A"): client,
            Address("resourceServers", "https://a.example/cb"): api,
            Address("tenant"): settings_of_tenant,
            Address("actions", "B"): action,
        }
    )
    for view in (
        View(desired, assurance="aal2"),
        View(desired, lambda _: True, {Address("clients", "A"): {**live, **client}}),
    ):
        assert all(finding.text for finding in judged(view))
