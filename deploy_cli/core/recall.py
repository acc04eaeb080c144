"""What is remembered of a secret that Auth0 never gives back. Pure: no I/O, no clock, no log."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

from deploy_cli.core.path import Path
from deploy_cli.core.values import Value


class Recall(StrEnum):
    """How a secret compares with the one that was last written."""

    SAME = "same"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    """Nothing is remembered, or there is no key to compare with."""


Recalls: TypeAlias = Callable[[Path, Value], Recall]
"""Answers for the secret at a path of one resource."""


def nothing(_: Path, __: Value) -> Recall:
    """Remember nothing."""
    return Recall.UNKNOWN
