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
_POLICY = """\
refresh_token_policies:
  browser: {rotation: rotating, leeway: 3s, absolute_lifetime: 30d, inactivity_lifetime: 15d}
"""


def write_clients(folder: Path, count: int, domain: str = "emulator") -> Path:
    """Write the tenant files of ``count`` clients below ``folder``, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = f"environment: {{name: bench, domain: {json.dumps(domain)}}}\n"
    (folder / "tenant.yaml").write_text(environment + _POLICY, encoding="utf-8")
    clients = "".join(_CLIENT.format(n=n, team=n % 17) for n in range(count))
    (folder / "clients.yaml").write_text(_SECTION + clients, encoding="utf-8")
    return folder
