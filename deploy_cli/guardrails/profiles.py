"""Profiles: how much each rule matters to whom. A team chooses one, and changes single rules."""

from collections.abc import Callable, Mapping
from typing import Final

from deploy_cli.guardrails.rule import ERROR, INFO, OFF, WARNING

_FORCED: Final = frozenset({"RT005", "RT006", "RT007"})
"""Errors everywhere: what Auth0 refuses, or what says two things at once."""

_DEMANDING: Final = frozenset({"CL003", "SS004"})
"""Rules that ask for what not everybody can have."""

_STEP_UP: Final[Mapping[str, str]] = {INFO: WARNING, WARNING: ERROR}

_FAPI: Final = frozenset(
    {"CB001", "CB002", "CB004", "CB007", "CL001", "CL003", "CL004", "CL005", "CL006", "GT001", "GT002"}
    | {"RT021", "TK001", "TK002", "TK005"}
)
"""What FAPI 2.0 demands of everybody: exact and encrypted redirects, keys instead of secrets, codes only, tokens that
are bound to a key, signatures that nobody else can make."""


def _default(rule: str, severity: str) -> str:
    return OFF if rule in _DEMANDING else severity


def _strict(rule: str, severity: str) -> str:
    return severity if rule in _DEMANDING else _STEP_UP.get(severity, severity)


def _fapi2(rule: str, severity: str) -> str:
    return ERROR if rule in _FAPI else _default(rule, severity)


def _development(rule: str, severity: str) -> str:
    if severity == ERROR and rule not in _FORCED:
        return WARNING
    return _default(rule, severity)


PROFILES: Final[Mapping[str, Callable[[str, str], str]]] = {
    "default": _default,
    "strict": _strict,
    "fapi2": _fapi2,
    "development": _development,
}
"""From a rule and the severity of a finding to what it counts as."""
