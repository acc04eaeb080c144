"""Seven situations in which teams choose how long people stay logged in, and a policy for each. Pure: data.

The sections in brackets are those of the refresh-token facts. What people notice is not written here: it follows from
the policy by `deploy_cli.lifetimes.notices`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from deploy_cli.core.source import Source
from deploy_cli.core.values import Object
from deploy_cli.lifetimes.client import Client
from deploy_cli.lifetimes.policies import block
from deploy_cli.lifetimes.settings import HOUR, Application, Fallback, Flow, Settings


class Surface(StrEnum):
    """Where people meet the application, and so what can be closed or lost."""

    BROWSER = "browser"
    SERVER = "server"
    """In a browser, while the tokens are on a server, beside a session of the application's own."""
    PHONE = "phone"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a policy is as it is, and who says so."""

    text: str
    sources: tuple[Source, ...] = ()
    """Empty where it was seen, and nobody writes it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a team recognises itself in, and what it then writes."""

    key: str
    """What the command line calls it."""
    title: str
    meant: str
    """Whose situation it is, in a sentence or two."""
    policy: Object
    """What stands under its name in ``refresh_token_policies``."""
    client: Object
    """The fields of the client that belong to the choice, with the name of the policy."""
    surface: Surface
    access_token: int = HOUR
    """What the API is to have, in seconds."""
    fallback: Fallback = Fallback.REDIRECT
    """`Fallback.NONE` where the application asks for a login as soon as its tokens have ended."""
    reasons: tuple[Reason, ...]

    @property
    def policy_name(self) -> str:
        """What the policy is called."""
        return str(self.client["refresh_token_policy"])

    @property
    def described(self) -> Client:
        """The client as the model reads it."""
        return Client.of(self.title, {**self.client, "refresh_token": block(self.policy)}, self.policy_name)

    @property
    def settings(self) -> Settings:
        """What decides when its people log in, with the sessions that a tenant has by default."""
        flow = Flow.DEVICE if self.surface is Surface.DEVICE else Flow.CODE
        app = Application(flow=flow, fallback=self.fallback)
        return Settings(access_token=self.access_token, refresh=self.described.refresh, app=app)


def _rfc(section: str) -> Source:
    url = f"https://www.rfc-editor.org/rfc/rfc9700#section-{section}"
    return Source(f"RFC 9700 §{section}", url)


def _docs(page: str, title: str) -> Source:
    return Source(f"Auth0 docs, {title}", f"https://auth0.com/docs/{page}")


_TOKENS: Final = "secure/tokens/refresh-tokens"
_EXPIRATION: Final = _docs(
    f"{_TOKENS}/configure-refresh-token-expiration", "Configure Refresh Token Expiration"
)
_ROTATION: Final = _docs(f"{_TOKENS}/configure-refresh-token-rotation", "Configure Refresh Token Rotation")
_THIRD_PARTY: Final = _docs(
    "get-started/applications/third-party-applications/security-controls", "third-party security controls"
)
_ACCESS: Final = _docs("secure/tokens/access-tokens/update-access-token-lifetime", "access token lifetime")
_SESSIONS: Final = _docs("manage-users/sessions/session-lifetime-limits", "session lifetime limits")
_BROWSERS: Final = Source(
    "OAuth for browser-based apps (draft) §6.3.2.3",
    "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-browser-based-apps#section-6.3.2.3",
)
_NIST: Final = Source("NIST SP 800-63B rev. 3 §4.2.3", "https://pages.nist.gov/800-63-3/sp800-63b.html")
_ASVS: Final = Source(
    "OWASP ASVS 5.0 10.4.8", "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x19-V10-OAuth-and-OIDC.md"
)
_BLOG: Final = Source(
    "Auth0 blog, December 17, 2020: Refresh Token Inactivity Lifetimes",
    "https://auth0.com/blog/achieving-a-seamless-user-experience-with-refresh-token-inactivity-lifetimes/",
)

_CODE: Final = ["authorization_code", "refresh_token"]
_BY_DEVICE: Final = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]


def _client(
    name: str, app_type: str, method: str, grants: list[str], policy: str, *, own: bool = True
) -> Object:
    return {
        "name": name,
        "app_type": app_type,
        **({} if own else {"is_first_party": False}),
        "oidc_conformant": True,
        "grant_types": list(grants),
        "refresh_token_policy": policy,
        "token_endpoint_auth_method": method,
    }


def _rotating(leeway: str, absolute: str, inactivity: str) -> Object:
    return {
        "rotation": "rotating",
        "leeway": leeway,
        "absolute_lifetime": absolute,
        "inactivity_lifetime": inactivity,
    }


_MUST_ROTATE: Final = Reason(
    "The application cannot keep a secret, so its refresh token is all that a thief needs. Rotation makes a stolen one"
    " show.",
    (_rfc("2.2.2"), _rfc("4.14.2"), _ROTATION),
)
_MUST_END: Final = Reason(
    "In a browser a refresh token has to end: at a time that no use of it moves, or when it is not used. This one has"
    " both ends.",
    (_BROWSERS, _EXPIRATION),
)

SITUATIONS: Final[tuple[Situation, ...]] = (
    Situation(
        key="spa",
        title="Single-page application, used most weeks",
        meant="The code runs in the browser, and most people come at least once a week. Take this one when in doubt.",
        policy=_rotating("3s", "30d", "15d"),
        client=_client("Web app", "spa", "none", _CODE, "browser"),
        surface=Surface.BROWSER,
        reasons=(
            _MUST_ROTATE,
            _MUST_END,
            Reason(
                "New single-page applications from Auth0's dashboard were seen to have these lifetimes: the preset"
                " `auth0:spa`.",
            ),
        ),
    ),
    Situation(
        key="spa-occasional",
        title="Single-page application, visited every one to three weeks",
        meant="The code runs in the browser, people come now and then, and a login would make some of them leave: news,"
        " a shop, a community. Nothing is at stake that a thief would wait for.",
        policy=_rotating("3s", "1y", "30d"),
        client=_client("Magazine", "spa", "none", _CODE, "occasional"),
        surface=Surface.BROWSER,
        reasons=(
            _MUST_ROTATE,
            _MUST_END,
            Reason(
                "A long absolute lifetime with a shorter inactivity lifetime keeps in who comes back in time, and ends"
                " what nobody uses. The inactivity lifetime has to be longer than the longest usual absence, and by"
                " more than an access token lives.",
                (_BLOG, _rfc("4.14.2")),
            ),
        ),
    ),
    Situation(
        key="native",
        title="Mobile or desktop app that stays logged in",
        meant="An app on a phone or a computer, which keeps its tokens where the system keeps secrets. People expect"
        " to log in once.",
        policy=_rotating("30s", "1y", "90d"),
        client=_client("Phone app", "native", "none", _CODE, "app"),
        surface=Surface.PHONE,
        reasons=(
            _MUST_ROTATE,
            Reason(
                "Phones lose answers on the way. The leeway lets the app ask again.",
                (_ROTATION,),
            ),
            Reason(
                "An app that rests for months is one that somebody gave up, or lost. The absolute lifetime ends a theft"
                " by somebody who keeps the token in use.",
                (_rfc("4.14.2"), _ASVS),
            ),
        ),
    ),
    Situation(
        key="web",
        title="Web application on a server, with a session of its own",
        meant="Pages come from a server, which keeps the tokens and knows people by a cookie of its own.",
        policy={"rotation": "non-rotating", "absolute_lifetime": "1y", "inactivity_lifetime": "30d"},
        client=_client("Office", "regular_web", "client_secret_post", _CODE, "backend"),
        surface=Surface.SERVER,
        reasons=(
            Reason(
                "Whoever uses the refresh token has to show the application's secret, too. So it need not rotate, and"
                " several servers can share it without getting into each other's way.",
                (_rfc("2.2.2"), _rfc("4.14.2")),
            ),
            Reason(
                "Where nothing is said, Auth0's API gives such an application tokens that never end. These end when"
                " nobody uses them, and once a year.",
                (_EXPIRATION, _ASVS),
            ),
        ),
    ),
    Situation(
        key="back-office",
        title="Back office, or anything with much at stake",
        meant="Staff see other people's data, or money moves. A screen that somebody left has to lock.",
        policy=_rotating("3s", "12h", "30m"),
        client={
            **_client("Back office", "spa", "none", _CODE, "back-office"),
            "client_metadata": {"must_reauthenticate": "true"},
        },
        surface=Surface.BROWSER,
        access_token=HOUR // 12,
        fallback=Fallback.NONE,
        reasons=(
            _MUST_ROTATE,
            Reason(
                "12 hours in all and 30 minutes without use are the limits of NIST's level AAL2.", (_NIST,)
            ),
            Reason(
                "The access token is short, because nobody can be put out while it lives.",
                (_rfc("4.10"), _ACCESS),
            ),
            Reason(
                "The application has to ask for a login itself (`prompt=login`) when its tokens have ended: the session"
                " at Auth0 has lifetimes of its own.",
                (_SESSIONS,),
            ),
        ),
    ),
    Situation(
        key="third-party",
        title="Application of a partner",
        meant="Somebody else builds and runs it, and your users allow it to act for them.",
        policy=_rotating("10s", "30d", "15d"),
        client=_client("Partner portal", "regular_web", "client_secret_post", _CODE, "partner", own=False),
        surface=Surface.SERVER,
        reasons=(
            Reason(
                "You cannot see how the partner keeps tokens and its secret. Rotation shows when they got out.",
                (_rfc("4.14.2"), _ROTATION),
            ),
            Reason(
                "What a person allowed a stranger should end by itself. In the strict mode for third-party applications"
                " Auth0 takes no endless lifetimes.",
                (_THIRD_PARTY,),
            ),
        ),
    ),
    Situation(
        key="device",
        title="Television, console, or another device without a keyboard",
        meant="People log in on their phone, by a code that the device shows. Typing a password there is a nuisance.",
        policy=_rotating("30s", "1y", "90d"),
        client=_client("Television", "native", "none", _BY_DEVICE, "device"),
        surface=Surface.DEVICE,
        reasons=(
            _MUST_ROTATE,
            Reason(
                "There is no browser whose session could help, so the two lifetimes alone decide. They allow for a"
                " season in a cupboard, and end what was sold or thrown away.",
                (_rfc("4.14.2"), _EXPIRATION),
            ),
        ),
    ),
)

BY_KEY: Final[Mapping[str, Situation]] = MappingProxyType({one.key: one for one in SITUATIONS})
