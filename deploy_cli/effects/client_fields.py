"""What fields of an application do whatever their values: words as data."""

from typing import Final

from deploy_cli.core.effect import Concern, Severity
from deploy_cli.effects.rule import Note

_CLIENTS: Final = ("clients",)
_SECURITY: Final = (Concern.SECURITY,)
_LOCKOUT: Final = (Concern.LOCKOUT,)

NOTES: Final = (
    Note(
        _CLIENTS,
        ("grant_types",),
        Severity.HIGH,
        "In which ways people and programs can log in to `{name}` changes, at once.",
        _LOCKOUT,
    ),
    Note(
        _CLIENTS,
        ("callbacks", "allowed_logout_urls", "web_origins", "allowed_origins"),
        Severity.HIGH,
        "From which addresses people can log in to `{name}`, and to which they return, changes at once.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(
        _CLIENTS,
        (
            "app_type",
            "is_first_party",
            "oidc_conformant",
            "cross_origin_authentication",
            "token_endpoint_auth_method",
        ),
        Severity.HIGH,
        "How far Auth0 trusts `{name}`, and how it has to log people in, changes at once ({fields}).",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(
        _CLIENTS,
        ("allowed_clients",),
        Severity.LOW,
        "Who may exchange tokens for tokens of `{name}` changes.",
    ),
    Note(
        _CLIENTS,
        ("sso_disabled", "require_pushed_authorization_requests", "require_proof_of_possession"),
        Severity.HIGH,
        "How people and applications have to log in to `{name}` changes, at once ({fields}).",
        _LOCKOUT,
    ),
    Note(_CLIENTS, ("description",), Severity.NONE, "`description` is only shown to administrators"),
    Note(
        _CLIENTS,
        ("client_metadata",),
        Severity.LOW,
        "Actions, rules and login pages that read the metadata of `{name}` see other values from the next login on; for"
        " people nothing changes unless one of them does something with it.",
    ),
    Note(
        _CLIENTS,
        ("logo_uri",),
        Severity.LOW,
        "People see another logo of `{name}` on login and consent screens.",
    ),
    Note(
        _CLIENTS,
        ("initiate_login_uri",),
        Severity.MEDIUM,
        "People whose login to `{name}` has to start again, such as from an e-mail or an expired page, are sent to"
        " another address.",
    ),
    Note(
        _CLIENTS,
        (
            "organization_usage",
            "organization_require_behavior",
            "default_organization",
            "organization_discovery_methods",
        ),
        Severity.HIGH,
        "Who can log in to `{name}`, and whether people have to name their organization, changes with the next login:"
        " people outside of an organization may be refused, or let in.",
        _LOCKOUT,
    ),
    Note(
        _CLIENTS,
        ("oidc_logout", "oidc_backchannel_logout"),
        Severity.MEDIUM,
        "Which servers of `{name}` hear that a person logged out elsewhere changes: one that no longer hears keeps"
        " that person logged in.",
        _SECURITY,
    ),
    Note(
        _CLIENTS,
        ("custom_login_page", "custom_login_page_on", "custom_login_page_preview", "form_template"),
        Severity.HIGH,
        "The login page of `{name}` is another one, at once, where the tenant uses classic pages; a fault in it keeps"
        " everybody out.",
        _LOCKOUT,
    ),
    Note(
        _CLIENTS,
        ("native_social_login", "fedcm_login"),
        Severity.MEDIUM,
        "Logging in to `{name}` with the account of the device or browser (Apple, Facebook, Google) is switched or set"
        " up in another way.",
    ),
    Note(
        _CLIENTS,
        ("mobile",),
        Severity.MEDIUM,
        "Which mobile apps open links of `{name}` and log people in natively changes; an app that is not named there"
        " opens the browser instead.",
    ),
    Note(
        _CLIENTS,
        ("addons",),
        Severity.HIGH,
        "Logins from `{name}` into other services (SAML, WS-Fed and the like) are set up in another way, at once; a"
        " service that expects the old way refuses them.",
        _LOCKOUT,
    ),
    Note(
        _CLIENTS,
        ("session_transfer",),
        Severity.MEDIUM,
        "How people of `{name}` get from an app into a web page without another login, and how well that is protected,"
        " changes from the next such step.",
    ),
    Note(
        _CLIENTS,
        ("signed_request_object", "compliance_level", "par_request_expiry", "encryption_key"),
        Severity.HIGH,
        "Login requests or tokens of `{name}` are checked, signed or encrypted in another way, at once; a version"
        " of the application that does not follow can no longer log anybody in.",
        _LOCKOUT,
    ),
    Note(
        _CLIENTS,
        ("is_token_endpoint_ip_header_trusted",),
        Severity.MEDIUM,
        "Whose address counts when a server of `{name}` logs people in, that of the server or the one it names, changes"
        " for the protection against guessed passwords.",
        _SECURITY,
    ),
    Note(
        _CLIENTS,
        ("skip_non_verifiable_callback_uri_confirmation_prompt", "redirection_policy"),
        Severity.LOW,
        "Whether people are asked before `{name}` is opened at an address that cannot be verified changes.",
        _SECURITY,
    ),
    Note(
        _CLIENTS,
        ("token_exchange", "identity_assertion_authorization_grant", "my_organization_configuration"),
        Severity.MEDIUM,
        "What `{name}` may exchange or administer changes, from its next request; people notice only through what the"
        " application does with it.",
        _SECURITY,
    ),
    Note(
        _CLIENTS,
        ("token_quota",),
        Severity.MEDIUM,
        "Programs that act as `{name}` get another number of access tokens per hour or day; beyond it they are"
        " refused.",
    ),
    Note(
        _CLIENTS,
        ("async_approval_notification_channels",),
        Severity.LOW,
        "People are asked to approve requests of `{name}` through other channels.",
    ),
    Note(_CLIENTS, ("sso",), Severity.NONE, "`sso` is a field of old that Auth0 keeps for old login pages"),
    Note(
        _CLIENTS,
        ("cross_origin_loc",),
        Severity.MEDIUM,
        "Login forms on pages of `{name}` itself fall back on another page in browsers that block cookies.",
    ),
    Note(
        _CLIENTS,
        ("client_aliases",),
        Severity.LOW,
        "`{name}` is known by other audiences in old kinds of login; whoever uses a removed one is refused.",
    ),
)
