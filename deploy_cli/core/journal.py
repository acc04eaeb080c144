"""What a run leaves behind: records of what it was about, meant to write, and saw come of it. Pure.

The records hold addresses, methods, paths, ids and digests, and the state before in which every secret is left out; no
secret, and no body of a request. Who keeps them adds the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from deploy_cli.core.values import Object


class Result(StrEnum):
    """What came of one request that writes."""

    DONE = "done"
    REFUSED = "refused"
    """Auth0 said no: nothing was changed."""
    UNKNOWN = "unknown"
    """It was sent, and no answer came that tells; also where the run ended before the answer."""
    ABSENT = "absent"
    """It was not carried out: it never left, or it was looked up and not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run begins. What is asked for is what ``--resume`` asks for again."""

    domain: str
    environment: str
    plan: str
    """The plan's digest."""
    source: str
    """The digest of the files."""
    commit: str | None = None
    tool_version: str = ""
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    write_secrets: tuple[str, ...] = ()
    undoes: str | None = None
    """The run that this one takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """One change of the plan, and the state before it, from which it can be undone."""

    change: str
    section: str
    name: str
    action: str
    resource_id: str | None = None
    former: str | None = None
    """The name it had before a rename."""
    before: Object | None = None
    """What the touched fields were, the whole body of what is deleted; ``None`` for what did not exist."""
    after: Object | None = None
    """What the touched fields become; ``None`` for what is deleted."""
    lost: tuple[str, ...] = ()
    """Paths of secrets: what they were is not recorded, so it cannot be brought back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A request is about to be sent."""

    number: int
    change: str
    method: str
    path: str
    key: Object = field(default_factory=dict)
    """The natural key of what a POST creates, as the API holds it."""
    known: tuple[str, ...] = ()
    """The ids that went by that key before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What came of a request. A later one for the same number wins: it was looked up."""

    number: int
    result: Result
    resource_id: str | None = None
    status: int = 0
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The run came to its end, and told what became of everything."""

    done: int
    failed: int
    not_tried: int
    not_confirmed: int = 0
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether nothing was left to do."""
        return not (self.failed or self.not_tried or self.interrupted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """Another run finished what this one left."""

    by: str


Record: TypeAlias = Begun | Before | Intent | Settled | Ended | Continued


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A run as its journal tells it."""

    id: str
    at: str
    """When it began, in RFC 3339."""
    begun: Begun
    changes: tuple[Before, ...] = ()
    intents: tuple[Intent, ...] = ()
    settled: dict[int, Settled] = field(default_factory=dict)
    ended: Ended | None = None
    continued: str | None = None

    @property
    def unfinished(self) -> bool:
        """Tell whether something may be left to do, and nobody has taken it up."""
        return self.continued is None and (self.ended is None or not self.ended.complete)

    @property
    def unknown(self) -> tuple[Intent, ...]:
        """Return the requests of which nobody knows whether they were carried out."""
        return tuple(intent for intent in self.intents if self.result(intent) is Result.UNKNOWN)

    def result(self, intent: Intent) -> Result:
        """Return what came of a request; one without a record was cut off by the end of the run."""
        settled = self.settled.get(intent.number)
        return settled.result if settled else Result.UNKNOWN

    def touched(self) -> tuple[Before, ...]:
        """Return the changes of which anything was, or may have been, written."""
        made = (Result.DONE, Result.UNKNOWN)
        ids = {intent.change for intent in self.intents if self.result(intent) in made}
        return tuple(change for change in self.changes if change.change in ids)

    def made(self, change: Before) -> str | None:
        """Return the id of what a change created."""
        found = (
            self.settled[intent.number].resource_id
            for intent in self.intents
            if intent.change == change.change and intent.number in self.settled
        )
        return next((server_id for server_id in found if server_id), None)


def told(run: str, at: str, records: Iterable[Record]) -> Told | None:
    """Put the records of one run together; ``None`` where it never began."""
    begun: Begun | None = None
    changes: list[Before] = []
    intents: list[Intent] = []
    settled: dict[int, Settled] = {}
    ended, continued = None, None
    for record in records:
        match record:
            case Begun():
                begun = record
            case Before():
                changes.append(record)
            case Intent():
                intents.append(record)
            case Settled(number=number):
                settled[number] = record
            case Ended():
                ended = record
            case Continued(by=by):
                continued = by
    if begun is None:
        return None
    return Told(
        id=run,
        at=at,
        begun=begun,
        changes=tuple(changes),
        intents=tuple(intents),
        settled=settled,
        ended=ended,
        continued=continued,
    )
