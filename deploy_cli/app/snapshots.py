"""Takes a snapshot of a live tenant: everything that a plan of any files may read of it, but for the secrets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from deploy_cli.app.ports import ManagementApi
from deploy_cli.app.reading import Wanted, read
from deploy_cli.core.address import Selection
from deploy_cli.core.call import Answer, Call, Found, Read, Unavailable, Wait
from deploy_cli.core.cost import Rate
from deploy_cli.core.redaction import Redaction, replaced
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.snapshot import Denied, Key, Snapshot, key_of, redacted
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import PlanError, Unauthorized

T = TypeVar("T")


def take(
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    redaction: Redaction,
    selection: Selection,
    *,
    created_at: str,
    tool_version: str,
) -> Snapshot:
    """Read what ``selection`` covers, with every document and every child, by the code that reads for a plan.

    What the credentials have no scope for is noted in the snapshot, so that a plan which needs it can say so. Raises
    `ApiError`.
    """
    sections = tuple(section for section in types if selection.may_touch(section))
    recorder = _Recorder(api)
    read(Wanted(bodies={section: {} for section in sections}, everything=True), types, recorder)
    return Snapshot(
        domain=api.domain,
        client_id=api.client_id,
        created_at=created_at,
        tool_version=tool_version,
        sections=sections,
        answers={
            key: _without_secrets(key[0], answer, redaction) for key, answer in recorder.answers.items()
        },
    )


def denied(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the paths that the credentials did not suffice for, sorted."""
    return tuple(sorted(path for (path, _), answer in snapshot.answers.items() if isinstance(answer, Denied)))


def _without_secrets(path: str, answer: Answer | Denied, redaction: Redaction) -> Answer | Denied:
    match answer:
        case Found(value):
            return replace(answer, value=replaced(value, redaction.secrets(path, value), redacted()))
        case _:
            return answer


class _Recorder:
    """A live tenant that remembers what was read of it; nothing is written through it."""

    def __init__(self, api: ManagementApi) -> None:
        self.answers: dict[Key, Answer | Denied] = {}
        self._api = api

    @property
    def domain(self) -> str:
        return self._api.domain

    @property
    def client_id(self) -> str | None:
        return self._api.client_id

    @property
    def requests(self) -> int:
        return self._api.requests

    @property
    def rate(self) -> Rate | None:
        return self._api.rate

    def fetch(self, reads: Sequence[Read]) -> list[Answer]:
        """Read, and remember; a scope that is missing is no error here."""
        answers: Sequence[Answer | Denied]
        try:
            answers = self._api.fetch(reads)
        except Unauthorized as error:
            if error.status == 401:
                raise
            answers = self._api.side_by_side([partial(self._alone, read) for read in reads])
        self.answers |= {key_of(read): answer for read, answer in zip(reads, answers, strict=True)}
        return [Unavailable(one.reason) if isinstance(one, Denied) else one for one in answers]

    def call(self, call: Call) -> Value:
        raise _read_only()

    def wait(self, wait: Wait) -> Object:
        raise _read_only()

    def pause(self, seconds: float) -> None:
        self._api.pause(seconds)

    def side_by_side(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        return self._api.side_by_side(tasks)

    def _alone(self, read: Read) -> Answer | Denied:
        try:
            return self._api.fetch([read])[0]
        except Unauthorized as error:
            if error.status == 401:
                raise
            return Denied(error.summary)


def _read_only() -> PlanError:
    return PlanError("a snapshot is read and never written")
