"""Sends the requests of one step: told to the journal before and after, and never twice where that makes two."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TypeAlias

from deploy_cli.app.run import Halted, Run, in_part
from deploy_cli.core import live as shapes
from deploy_cli.core.call import Call, Document, Found, Wait
from deploy_cli.core.journal import Intent, Result, Settled
from deploy_cli.core.lookup import appeared, is_added, natural_key
from deploy_cli.core.order import Part, Step
from deploy_cli.core.plan import Action
from deploy_cli.core.requests import calls
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.values import ABSENT, MaybeValue, Value
from deploy_cli.errors import ApiError

Look: TypeAlias = Callable[[], MaybeValue]
"""Looks for what a POST would have made: what stands for its answer, or `ABSENT`."""

TRIES = 3
"""How often a POST of unknown outcome is sent in all, each time after it was looked for in vain."""

LOOKS = (0.0, 0.5, 2.0)
"""Seconds before each look: a read may be a moment behind the writes (the official clients wait up to 2.5 s)."""


def make(step: Step, run: Run) -> None:
    """Send the requests of one step, and learn the id of what they create.

    Raises `ApiError`; `Halted` where the run was stopped before the first of them was sent, and `PlanError` where
    some were.
    """
    described = run.types[step.change.address.section]
    server_id = run.id_of(step.change)
    sending = _Sending(step, run)
    for call in calls(step, described, run.plan.names, server_id):
        if step.part is Part.ITSELF and step.change.action is Action.CREATE:
            server_id = _create(call, described, sending)
        else:
            sending.send(call, _look_in_list(call, step, server_id, run))
    desired, after = step.change.desired, described.hooks.after_write
    if after is not None and desired is not None and server_id is not None and _is_write(step):
        _follow(after(desired.body, server_id), sending)


def _is_write(step: Step) -> bool:
    return step.part is Part.ITSELF and step.change.action is not Action.DELETE


def _follow(following: Sequence[Call | Wait], sending: "_Sending") -> None:
    """Carry out what has to follow a write; a call may have done already what is waited for after it."""
    for call, after in zip_longest(following, following[1:]):
        match call:
            case Wait():
                sending.run.api.wait(call)
            case Call():
                sending.send(call, _look_whether(after, sending.run) if isinstance(after, Wait) else None)


class _Sending:
    """Sends the requests of one step, one after the other."""

    def __init__(self, step: Step, run: Run) -> None:
        self.step = step
        self.run = run
        self._begun = False

    def send(self, call: Call, look: Look | None = None, created: Collection | None = None) -> Value:
        """Send ``call`` and return its answer; where it is a POST of unknown outcome, ``look`` before sending again."""
        doubt: ApiError | None = None
        in_doubt = 0
        for _ in range(TRIES):
            number = self._intend(call, created)
            try:
                answer = self.run.api.call(call)
            except ApiError as error:
                taken = doubt is not None and error.status == 409
                unclear = error.doubtful and call.method == "POST"
                self._settle(number, error)
                if look is None or not (unclear or taken):
                    raise
                in_doubt = number if unclear else in_doubt
                found = self._look_up(look, error)
                if found is not ABSENT:
                    self._done(in_doubt, found, created)
                    return found
                self._record(Settled(number=in_doubt, result=Result.ABSENT))
                if taken:
                    raise
                doubt = error
            else:
                self._done(number, answer, created)
                return answer
        raise _in_vain(doubt)

    def _intend(self, call: Call, created: Collection | None) -> int:
        because = self.run.halted()
        if because is not None:
            raise in_part(because) if self._begun else Halted(because)
        number = next(self.run.around.numbers)
        key = natural_key(created, call.body) if created is not None else {}
        address = self.step.change.address
        self._record(
            Intent(
                number=number,
                change=self.step.change.id,
                method=call.method,
                path=call.path,
                key=key,
                known=self.run.plan.names.ids((address.section,), address.name) if key else (),
            )
        )
        self._begun = True
        return number

    def _settle(self, number: int, error: ApiError) -> None:
        unknown = error.doubtful or error.status >= 500
        result = Result.UNKNOWN if unknown else Result.REFUSED if error.status else Result.ABSENT
        self._record(Settled(number=number, result=result, status=error.status, request_id=error.request_id))

    def _done(self, number: int, answer: Value, created: Collection | None) -> None:
        server_id = answer.get(created.server_id) if created and isinstance(answer, dict) else None
        server_id = server_id if isinstance(server_id, str) else None
        self._record(Settled(number=number, result=Result.DONE, resource_id=server_id))

    def _look_up(self, look: Look, doubt: ApiError) -> MaybeValue:
        """Return what ``look`` finds within a few seconds. Raises ``doubt`` where it cannot be looked up."""
        try:
            for pause in LOOKS:
                if pause:
                    self.run.api.pause(pause)
                if (found := look()) is not ABSENT:
                    return found
        except ApiError as error:
            if error.doubtful:
                raise
            raise doubt from error
        return ABSENT

    def _record(self, record: Intent | Settled) -> None:
        self.run.around.journal.record(record)


def _in_vain(doubt: ApiError | None) -> ApiError:
    if doubt is None:
        raise AssertionError("the last try returns or raises")
    return ApiError(
        f"{doubt.summary} ({TRIES} times, and each time it was looked for and not there)",
        hint="Auth0 has trouble, or something in between has: apply again later",
        method=doubt.method,
        path=doubt.path,
        status=doubt.status,
        request_id=doubt.request_id,
    )


def _create(call: Call, described: ResourceType, sending: _Sending) -> str:
    """Create the resource and return its id, which everybody knows from now on."""
    change, run = sending.step.change, sending.run
    address = change.address
    if not isinstance(described, Collection):
        sending.send(call, _look_for_document(described, address.name, run))
        server_id = address.name or address.section
    else:
        look = _look_for_resource(call, described, run)
        server_id = _id_in(sending.send(call, look, described), described)
        server_id = server_id or _id_in(look(), described)
        if not server_id:
            raise ApiError(
                f"Auth0 answered the create without `{described.server_id}`",
                hint="plan again to see whether it was created",
                method=call.method,
                path=call.path,
            )
    with run.lock:
        run.ids[change.id] = server_id
        run.plan.names.settle(address.section, address.name, server_id)
    return server_id


def _id_in(answer: MaybeValue, described: Collection) -> str:
    server_id = answer.get(described.server_id) if isinstance(answer, dict) else None
    return server_id if isinstance(server_id, str) else ""


def _look_for_resource(call: Call, described: Collection, run: Run) -> Look:
    key = natural_key(described, call.body)

    def look() -> MaybeValue:
        match run.api.fetch([shapes.listing(described)]):
            case [Found(list() as listed)]:
                ids = appeared(described, key, listed, run.known(described.section))
                if len(ids) > 1:
                    raise ApiError(
                        f"{len(ids)} resources of that name appeared at once: {', '.join(sorted(ids))}",
                        hint="somebody else works on the tenant: look which one is yours, and plan again",
                        method=call.method,
                        path=call.path,
                        doubtful=True,
                    )
                return {described.server_id: ids[0]} if ids else ABSENT
        return ABSENT

    return look


def _look_for_document(described: ResourceType, key: str, run: Run) -> Look | None:
    if not isinstance(described, Documents):
        return None

    def look() -> MaybeValue:
        match run.api.fetch([shapes.document(described, key)]):
            case [Found(body)]:
                return body
        return ABSENT

    return look


def _look_in_list(call: Call, step: Step, server_id: str | None, run: Run) -> Look | None:
    child = step.child
    if child is None or server_id is None or call.method != "POST":
        return None

    def look() -> MaybeValue:
        match run.api.fetch(shapes.children_of(child, server_id, ())):
            case [Found(list() as listed)] if is_added(child, call.body, listed):
                return None
        return ABSENT

    return look


def _look_whether(wait: Wait, run: Run) -> Look:
    def look() -> MaybeValue:
        match run.api.fetch([Document(wait.path)]):
            case [Found(dict() as document)] if document.get(wait.field) in wait.until:
                return None
        return ABSENT

    return look
