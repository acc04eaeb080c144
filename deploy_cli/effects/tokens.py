"""What an application gets when people log in: refresh tokens and how long they live, ID tokens and their signature."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.effects.case import Case, integer, texts
from deploy_cli.effects.context import DEFAULT_ACCESS_TOKEN_LIFE
from deploy_cli.effects.rule import Note, Rule, harmless, switch
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.effects import lifetime_effects
from deploy_cli.lifetimes.holder import Holder
from deploy_cli.lifetimes.lasting import lasting
from deploy_cli.lifetimes.sentences import ends

CLIENTS: Final = ("clients",)
GRANT: Final = "refresh_token"
DEFAULT_ID_TOKEN_LIFE: Final = 36_000
"""Seconds (refresh-token facts, 2.2)."""


def _lifetimes(case: Case) -> Iterator[Effect]:
    had, has = (may_renew(body) for body in (case.before, case.after))
    if has is False:
        reason = "may not get refresh tokens any more" if had else "may not get refresh tokens"
        yield harmless(
            f"`{case.name}` {reason} (`{GRANT}` is not among its grant types), so how long they live does not matter"
        )
        return
    before, after = (_block(body) for body in (case.before, case.after))
    if had is False:
        yield harmless(
            f"nobody holds a refresh token of `{case.name}` yet; those to come {ends(lasting(after))}"
        )
        return
    yield from lifetime_effects(before, after, holder(case))


def _grant(case: Case) -> Iterator[Effect]:
    """Tell of the one grant type that decides whether people stay logged in."""
    had, has = (may_renew(body) for body in (case.before, case.after))
    if had and has is False:
        known = holder(case)
        text = (
            f"New logins to `{case.name}` bring no refresh token: people are logged out when their access token ends"
            f" ({spoken(known.access)}{'' if known.is_known else ' unless its API says otherwise'}), unless their login"
            " session at Auth0 still lives. Whether the refresh tokens that people hold keep working is not documented:"
            " expect them to fail at once. Undo: possible, each person needs a new login."
        )
        yield Effect(Severity.HIGH, text)
    elif had is False and has:
        will = lasting(_block(case.after))
        text = (
            f"`{case.name}` may get refresh tokens, from each person's next login, once the application asks for"
            f" `offline_access`. They {ends(will)}."
        )
        concerns = (Concern.SECURITY,) if will.endless else ()
        yield Effect(Severity.MEDIUM if will.endless else Severity.LOW, text, concerns)


def may_renew(body: dict[str, object]) -> bool | None:
    """Tell whether a client may get refresh tokens; ``None`` where it is not said which grants it has."""
    grants = body.get("grant_types")
    return GRANT in texts(grants) if isinstance(grants, list) else None


def holder(case: Case) -> Holder:
    """Return what of a client counts for its refresh tokens."""
    life = case.around.access_token_life
    method = case.after.get("token_endpoint_auth_method")
    return Holder(
        name=case.name,
        access=life if life is not None else DEFAULT_ACCESS_TOKEN_LIFE,
        is_known=life is not None,
        confidential=isinstance(method, str) and method != "none",
        runs_after_login=case.around.runs_after_login,
        seen=case.around.seen.get(case.change.address.name),
    )


def _id_token_life(case: Case) -> Iterator[Effect]:
    path = "jwt_configuration.lifetime_in_seconds"
    before, after = (integer(value) for value in (case.old(path), case.new(path)))
    before = DEFAULT_ID_TOKEN_LIFE if before is None and case.old(path) is None else before
    if before is None or after is None or min(before, after) < 0:
        return
    if before == after:
        yield harmless(f"ID tokens live {spoken(after)} without being told to")
        return
    text = (
        f"ID tokens of `{case.name}` live {spoken(after)} (before: {spoken(before)}), from the next login or renewal."
        " Only an application that ends its own session with the ID token makes people log in"
        f" {'earlier' if after < before else 'later'}; others do not look at it. Undo: possible."
    )
    yield Effect(Severity.MEDIUM if after < before else Severity.LOW, text)


def _signature(case: Case) -> Iterator[Effect]:
    before, after = case.old("jwt_configuration.alg"), case.new("jwt_configuration.alg")
    if not isinstance(after, str) or before == after:
        return
    was = f"`{before}`" if isinstance(before, str) else "Auth0's default"
    text = (
        f"ID tokens of `{case.name}` are signed with `{after}` (before: {was}), at once: a version of the application"
        f" that verifies them in the old way refuses every login until it is adapted."
    )
    concerns: tuple[Concern, ...] = (Concern.LOCKOUT,)
    if after.startswith("HS"):
        text += " Whoever knows the client secret can then make ID tokens."
        concerns = (Concern.LOCKOUT, Concern.SECURITY)
    yield Effect(Severity.HIGH, f"{text} Undo: possible.", concerns)


def _block(body: dict[str, object]) -> dict[str, object]:
    block = body.get("refresh_token")
    return block if isinstance(block, dict) else {}


RULES: Final = (
    Rule("refresh-token-grant", CLIENTS, ("grant_types",), _grant),
    Rule("refresh-token-lifetimes", CLIENTS, ("refresh_token",), _lifetimes),
    Rule("id-token-lifetime", CLIENTS, ("jwt_configuration.lifetime_in_seconds",), _id_token_life),
    Rule("id-token-signature", CLIENTS, ("jwt_configuration.alg",), _signature),
    switch(
        "require-proof-of-possession",
        CLIENTS,
        "require_proof_of_possession",
        on=Effect(
            Severity.HIGH,
            "`{name}` gets tokens only if it proves that it holds a key (DPoP): a version of the application that"
            " does not do so can no longer log anybody in, at once. Undo: possible.",
            (Concern.LOCKOUT,),
        ),
        off=Effect(
            Severity.HIGH,
            "`{name}` no longer has to prove that it holds the key of its tokens (DPoP): a stolen token can be used"
            " anywhere. Undo: possible.",
            (Concern.SECURITY,),
        ),
    ),
)

NOTES: Final = (
    Note(
        CLIENTS,
        ("jwt_configuration",),
        Severity.MEDIUM,
        "ID tokens of `{name}` are made in another way, from the next login on; applications that read them may have to"
        " be adapted.",
    ),
)
