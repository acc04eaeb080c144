"""Whose refresh tokens they are: what of a client and its API counts beside the refresh-token settings. Pure."""

from dataclasses import dataclass

from deploy_cli.lifetimes.seen import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose refresh tokens they are."""

    name: str
    """The client."""
    access: int
    """Seconds that an access token lives: the inactivity clock starts at the last renewal, up to this long before the
    last visit."""
    is_known: bool
    """Whether that is read from the tenant; otherwise it is Auth0's default."""
    confidential: bool = False
    """It proves with a secret or a key who it is, so that a stolen refresh token alone is worth nothing."""
    runs_after_login: bool = False
    """An Action that may shorten lifetimes runs at every login and renewal."""
    seen: Seen | None = None
    """What logs tell about its people, where there are any."""
