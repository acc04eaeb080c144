"""What Auth0 does not document: each question with the answer that is assumed and the other one. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Unknown(StrEnum):
    """A question without a documented answer (facts, section 7). Both answers are carried where it matters."""

    IDLE_CHANGE = "idle-change"
    ABSOLUTE_START = "absolute-start"
    GRANT_REMOVED = "grant-removed"
    ROTATION_OFF = "rotation-off"
    REUSE_REACH = "reuse-reach"
    FORK = "fork"


ANSWERS: Final[Mapping[Unknown, tuple[str, str]]] = {
    Unknown.IDLE_CHANGE: (
        "a changed inactivity lifetime reaches a token at its next renewal",
        "a changed inactivity lifetime counts at once for tokens that are out",
    ),
    Unknown.ABSOLUTE_START: (
        "the new absolute lifetime of a token that had none starts at its next renewal",
        "the new absolute lifetime of a token that had none counts from the login",
    ),
    Unknown.GRANT_REMOVED: (
        "tokens that are out stop working when refresh tokens are switched off",
        "tokens that are out go on working when refresh tokens are switched off",
    ),
    Unknown.ROTATION_OFF: (
        "switching rotation off leaves the other devices alone",
        "switching rotation off ends the tokens of the other devices",
    ),
    Unknown.REUSE_REACH: (
        "a token that comes twice ends the tokens of that login",
        "a token that comes twice ends the tokens of all devices",
    ),
    Unknown.FORK: (
        "both tokens that came of one go on",
        "of two tokens that came of one, the one used later is refused",
    ),
}
"""The answer that is assumed (for the first, inferred from what the Actions page says: 1.8), and the other one."""
