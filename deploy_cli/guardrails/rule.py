"""A rule: what it asks for and why, with an example of either kind, and what it has to say about a tenant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from deploy_cli.core.address import Address
from deploy_cli.core.source import Source
from deploy_cli.core.values import Object
from deploy_cli.errors import Location
from deploy_cli.guardrails.view import View

ERROR: Final = "error"
WARNING: Final = "warning"
INFO: Final = "info"
OFF: Final = "off"

SEVERITIES: Final = (ERROR, WARNING, INFO)
"""What a finding can be, the gravest first; one whose severity is ``off`` is none."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says about one thing."""

    text: str
    address: Address
    source: Location | None
    severity: str | None = None
    """Where this case matters more, or less, than the rule in general."""


Judge: TypeAlias = Callable[[View], Iterator[Remark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    id: str
    """Stable: people look it up, and silence it by this name."""
    name: str
    """The same in words, joined by hyphens; accepted wherever the id is."""
    severity: str
    """How much it matters where no profile says otherwise."""
    title: str
    """What has to be so, in a sentence."""
    sources: tuple[Source, ...]
    """Where that is said, the most important first."""
    why: str
    fix: str
    fails: str
    """A tenant file of which the rule has something to say."""
    passes: str
    """One of which it has not."""
    judge: Judge
    mend: Callable[[Object], Object] | None = None
    """Returns a resource as files write it with what the rule is about set right, where that is certain: nothing that
    the tenant does may change by it, nor what the files say of anything else."""
    of_tenant: bool = True
    """Whether it judges what holds in the tenant; otherwise, how the files are written."""


def family(*rules: Rule) -> tuple[Rule, ...]:
    """Return the rules of a family in the order of their ids."""
    return tuple(sorted(rules, key=lambda rule: rule.id))
