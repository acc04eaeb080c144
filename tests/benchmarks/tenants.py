"""Tenants of any size: clients as teams write them, each with its own addresses."""

import json
from pathlib import Path

_SECTION = "clients:\n"
_CLIENT = """\
  - name: Storefront {n}
    description: Shop of region {n}, kept by team {team}
    app_type: spa
    oidc_conformant: true
    token_endpoint_auth_method: none
    grant_types: [authorization_code, refresh_token]
    callbacks:
      - https://shop-{n}.acme.example/callback
      - https://shop-{n}.acme.example/silent
    allowed_logout_urls: [https://shop-{n}.acme.example]
    web_origins: [https://shop-{n}.acme.example]
    client_metadata: {{team: team-{team}, region: eu-{team}}}
    jwt_configuration: {{alg: RS256, lifetime_in_seconds: 36000}}
    refresh_token_policy: browser
"""
_MORE = """\
    is_first_party: true
    logo_uri: https://shop-{n}.acme.example/logo.png
    initiate_login_uri: https://shop-{n}.acme.example/login
    allowed_origins: [https://shop-{n}.acme.example]
    cross_origin_authentication: false
    sso_disabled: false
    custom_login_page_on: true
    require_pushed_authorization_requests: false
    require_proof_of_possession: false
    is_token_endpoint_ip_header_trusted: false
    organization_usage: allow
    organization_require_behavior: no_prompt
    oidc_logout:
      backchannel_logout_urls: [https://shop-{n}.acme.example/logout]
      backchannel_logout_initiators: {{mode: custom, selected_initiators: [rp-logout, idp-logout]}}
    native_social_login: {{apple: {{enabled: false}}, facebook: {{enabled: false}}}}
    compliance_level: none
    par_request_expiry: 60
    sso: true
    allowed_clients: []
    addons: {{}}
    skip_non_verifiable_callback_uri_confirmation_prompt: true
    session_transfer: {{can_create_session_transfer_token: false}}
    mobile:
      ios: {{team_id: TEAM{n}, app_bundle_identifier: example.acme.shop{n}}}
"""
_POLICY = """\
refresh_token_policies:
  browser: {rotation: rotating, leeway: 3s, absolute_lifetime: 30d, inactivity_lifetime: 15d}
"""


def write_clients(folder: Path, count: int, domain: str = "emulator", *, wide: bool = False) -> Path:
    """Write the tenant files of ``count`` clients below ``folder``, and return it; wide ones have forty fields."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = f"environment: {{name: bench, domain: {json.dumps(domain)}}}\n"
    (folder / "tenant.yaml").write_text(environment + _POLICY, encoding="utf-8")
    client = _CLIENT + _MORE if wide else _CLIENT
    clients = "".join(client.format(n=n, team=n % 17) for n in range(count))
    (folder / "clients.yaml").write_text(_SECTION + clients, encoding="utf-8")
    return folder
