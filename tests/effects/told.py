"""Short ways to say what changes and to hear what it does."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from deploy_cli import resources
from deploy_cli.core.effect import Effect
from deploy_cli.core.plan import Change
from deploy_cli.core.resource_type import Collection, ResourceType, Singleton
from deploy_cli.core.tenant import Environment
from deploy_cli.effects import NOTES, RULES, Context, effects_of
from tests.core.toys import address, create, delete, desired_tenant, live_tenant, update

_DOCUMENTS: Final = ("emailProvider", "prompts", "migrations", "guardianPolicies", "riskAssessment")


def _plain(section: str) -> ResourceType:
    if section in _DOCUMENTS:
        return Singleton(section=section, title=section, path=section)
    return Collection(section=section, title=section, path=section)


_KNOWN: Final = {section for rule in RULES for section in rule.sections} | {
    section for note in NOTES for section in note.sections
}

TYPES: Final[Mapping[str, ResourceType]] = {
    **{section: _plain(section) for section in sorted(_KNOWN)},
    **resources.ALL,
}
"""Every section that the rules know; those that the tool does not manage yet in a plain form."""


def around(
    *live: tuple[str, str, Mapping[str, Any]],
    files: Mapping[str, Mapping[str, Any]] | None = None,
    environment: str = "prod",
    sections: Iterable[str] = (),
) -> Context:
    """What stands around a change: triples of address, id and live body, and what the files want."""
    tenant = live_tenant(live)
    desired = desired_tenant(files or {}, sections=sections)
    object.__setattr__(desired, "environment", Environment(name=environment))
    return Context(desired=desired, live=tenant, types=TYPES, names=tenant.names)


def updated(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    return update(text, after, before, TYPES[address(text).section])


def created(text: str, body: Mapping[str, Any]) -> Change:
    return create(text, body, TYPES[address(text).section])


def deleted(text: str, body: Mapping[str, Any]) -> Change:
    return delete(text, body)


def told(change: Change, context: Context | None = None) -> tuple[Effect, ...]:
    return effects_of(change, context or around())


def shown(effects: Iterable[Effect]) -> str:
    """The effects as golden files hold them: one paragraph each."""
    return "\n".join(
        f"[{', '.join([effect.severity, *effect.concerns])}] {effect.text}" for effect in effects
    )
