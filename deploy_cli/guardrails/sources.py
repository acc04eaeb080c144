"""Where rules come from: standards and documentation, down to the section, each with its address."""

from typing import Final

from deploy_cli.core.source import Source

_DRAFTS: Final = "https://datatracker.ietf.org/doc/html/draft-ietf-oauth"
_ASVS: Final = "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x19-V10-OAuth-and-OIDC.md"


def rfc(number: int, section: str) -> Source:
    """Return a section of an RFC."""
    return Source(f"RFC {number} §{section}", f"https://www.rfc-editor.org/rfc/rfc{number}#section-{section}")


def bcp(section: str) -> Source:
    """Return a section of the best current practice for OAuth 2.0 security, which is RFC 9700."""
    return rfc(9700, section)


def oauth21(section: str) -> Source:
    """Return a section of the draft of OAuth 2.1."""
    return Source(f"OAuth 2.1 (draft) §{section}", f"{_DRAFTS}-v2-1#section-{section}")


def browsers(section: str) -> Source:
    """Return a section of the draft about applications in browsers."""
    return Source(
        f"OAuth for browser-based apps (draft) §{section}", f"{_DRAFTS}-browser-based-apps#section-{section}"
    )


def asvs(requirement: str) -> Source:
    """Return a requirement of OWASP's verification standard, version 5.0."""
    return Source(f"OWASP ASVS 5.0 {requirement}", _ASVS)


def fapi2(section: str) -> Source:
    """Return a section of the FAPI 2.0 security profile."""
    url = "https://openid.net/specs/fapi-security-profile-2_0-final.html"
    return Source(f"FAPI 2.0 Security Profile §{section}", url)


def docs(page: str, title: str) -> Source:
    """Return a page of Auth0's documentation."""
    return Source(f"Auth0 docs, {title}", f"https://auth0.com/docs/{page}")


def nist(section: str) -> Source:
    """Return a section of NIST's guideline on authentication, revision 3."""
    return Source(f"NIST SP 800-63B rev. 3 §{section}", "https://pages.nist.gov/800-63-3/sp800-63b.html")


API: Final = Source("Auth0 Management API", "https://auth0.com/docs/api/management/v2")
"""What the description of the API says of a field, and what was seen in recorded answers."""

EXPIRATION: Final = docs(
    "secure/tokens/refresh-tokens/configure-refresh-token-expiration", "refresh token expiration"
)
ROTATION: Final = docs(
    "secure/tokens/refresh-tokens/configure-refresh-token-rotation", "refresh token rotation"
)
REFRESH_TOKENS: Final = docs("secure/tokens/refresh-tokens/get-refresh-tokens", "getting refresh tokens")
TOKEN_PRACTICES: Final = docs("secure/tokens/token-best-practices", "token best practices")
MRRT: Final = docs(
    "secure/tokens/refresh-tokens/multi-resource-refresh-token", "multi-resource refresh tokens"
)
ONLINE: Final = docs("secure/tokens/refresh-tokens/online-refresh-tokens", "online refresh tokens")
THIRD_PARTY: Final = docs(
    "get-started/applications/third-party-applications/security-controls", "third-party security controls"
)
REVOKING: Final = docs("secure/tokens/refresh-tokens/revoke-refresh-tokens", "revoking refresh tokens")
SETTINGS: Final = docs("get-started/applications/application-settings", "application settings")
KINDS: Final = docs(
    "get-started/applications/confidential-and-public-applications", "confidential and public applications"
)
GRANTS: Final = docs("get-started/applications/application-grant-types", "application grant types")
FORM_POST: Final = docs(
    "get-started/authentication-and-authorization-flow/implicit-flow-with-form-post",
    "implicit flow with form post",
)
LAYERS: Final = docs("manage-users/sessions/session-layers", "session layers")
SESSION_LIMITS: Final = docs("manage-users/sessions/session-lifetime-limits", "session lifetime limits")
IMPERSONATION: Final = docs(
    "secure/security-guidance/measures-against-app-impersonation", "measures against app impersonation"
)
CROSS_ORIGIN: Final = docs("authenticate/login/cross-origin-authentication", "cross-origin authentication")
SECRETS: Final = docs("get-started/applications/rotate-client-secret", "rotating a client secret")
ALGORITHMS: Final = docs("get-started/applications/signing-algorithms", "signing algorithms")
ACCESS_TOKENS: Final = docs(
    "secure/tokens/access-tokens/update-access-token-lifetime", "access token lifetime"
)
BACKCHANNEL: Final = docs("authenticate/login/logout/back-channel-logout", "back-channel logout")
NATIVE_TO_WEB: Final = docs("authenticate/single-sign-on/native-to-web", "native to web")
SDK_656: Final = Source("auth0-spa-js issue 656", "https://github.com/auth0/auth0-spa-js/issues/656")
SDK_1684: Final = Source("auth0-spa-js issue 1684", "https://github.com/auth0/auth0-spa-js/issues/1684")
