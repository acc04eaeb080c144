"""The ways in which an application may get tokens (`grant_types`): those that go lock out, some that come weaken."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.effects.case import Case, texts
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Rule, harmless

FIELD: Final = "grant_types"
REFRESH: Final = "refresh_token"


class _Grant(NamedTuple):
    """One way; the texts hold ``{name}``."""

    gone: str
    come: str
    severity_gone: Severity = Severity.HIGH
    severity_come: Severity = Severity.LOW
    weakens: bool = False


_PASSWORD: Final = _Grant(
    "Logins in which `{name}` itself asks for user name and password fail at once.",
    "`{name}` may take people's passwords into its own hands (`{grant}`), where it can lose them, and where no second"
    " factor is asked for unless it sees to it.",
    severity_come=Severity.HIGH,
    weakens=True,
)
_MFA: Final = _Grant(
    "`{name}` can no longer ask for a second factor in its own screens (`{grant}`): its people who need one cannot log"
    " in that way.",
    "`{name}` may ask for a second factor in its own screens (`{grant}`)",
    severity_come=Severity.NONE,
)

GRANTS: Final[Mapping[str, _Grant]] = {
    "authorization_code": _Grant(
        "Nobody can log in to `{name}` through the login page any more (`{grant}`), at once, unless it uses another of"
        " its grant types.",
        "`{name}` may log people in through the login page (`{grant}`)",
        severity_gone=Severity.CRITICAL,
        severity_come=Severity.NONE,
    ),
    "implicit": _Grant(
        "Versions of `{name}` that get tokens straight from the login page (`{grant}`) can no longer log anybody in, at"
        " once.",
        "Tokens of `{name}` may travel in the address of a page (`{grant}`), where browsers, logs and scripts of others"
        " can read them.",
        severity_come=Severity.HIGH,
        weakens=True,
    ),
    "password": _PASSWORD,
    "http://auth0.com/oauth/grant-type/password-realm": _PASSWORD,
    "client_credentials": _Grant(
        "Programs that act as `{name}` on their own behalf (`{grant}`) get no more access tokens, at once.",
        "Whoever knows the secret of `{name}` may call the APIs that are granted to it, without a person (`{grant}`).",
        weakens=True,
    ),
    "urn:ietf:params:oauth:grant-type:device_code": _Grant(
        "Devices without a keyboard, such as televisions, can no longer log in to `{name}` (`{grant}`), at once.",
        "Devices may log in to `{name}` by a code that a person confirms elsewhere (`{grant}`); people can be tricked"
        " into confirming the code of somebody else.",
        weakens=True,
    ),
    "http://auth0.com/oauth/grant-type/passwordless/otp": _Grant(
        "People who log in to `{name}` with a code sent to them can no longer do so in its own screens (`{grant}`).",
        "`{name}` may log people in with a code sent to them, in its own screens (`{grant}`)",
        severity_come=Severity.NONE,
    ),
    "http://auth0.com/oauth/grant-type/mfa-otp": _MFA,
    "http://auth0.com/oauth/grant-type/mfa-oob": _MFA,
    "http://auth0.com/oauth/grant-type/mfa-recovery-code": _MFA,
}
_OTHER: Final = _Grant(
    "Whatever in `{name}` gets tokens by `{grant}` fails at once.",
    "`{name}` may get tokens in one more way, `{grant}`, once the application uses it.",
)


def _told(case: Case) -> Iterator[Effect]:
    gone, come = ([g for g in grants if g != REFRESH] for grants in (case.gone(FIELD), case.come(FIELD)))
    for grant in gone:
        known = GRANTS.get(grant, _OTHER)
        text = known.gone.format(name=case.name, grant=grant)
        yield Effect(known.severity_gone, f"{text} Undo: possible.", (Concern.LOCKOUT,))
    for grant in come:
        known = GRANTS.get(grant, _OTHER)
        text = known.come.format(name=case.name, grant=grant)
        if known.severity_come is Severity.NONE:
            yield harmless(f"{text}, once the application does so")
        else:
            concerns = (Concern.SECURITY,) if known.weakens else ()
            yield Effect(known.severity_come, f"{text} Undo: possible.", concerns)
    if set(texts(case.old(FIELD))) == set(texts(case.new(FIELD))) and texts(case.new(FIELD)):
        yield harmless(
            f"the grant types of `{case.name}` are the same, {quoted(texts(case.new(FIELD)))}; their order is free"
        )


RULES: Final = (Rule("client-grant-types", ("clients",), (FIELD,), _told),)
