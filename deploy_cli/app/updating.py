"""Compares tenant files with the live tenant, and says what the files have to say to describe it as it is now."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from deploy_cli.app.exporting import body_of, section_of
from deploy_cli.app.planning import wanted
from deploy_cli.app.policy_moves import Move, Moves, applied
from deploy_cli.app.ports import ManagementApi, Schemas
from deploy_cli.app.reading import read
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.correction import corrected, cut, united, with_rest
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.matching import Match, matches
from deploy_cli.core.path import Path, pattern, without
from deploy_cli.core.references import references_of, to_names
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, Live, LiveTenant, TenantFiles
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value, is_empty, same
from deploy_cli.errors import ConfigError, Problem
from deploy_cli.lifetimes import policies


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of a resource that the files have to say differently."""

    address: Address
    at: Path
    """Where the resource stands in the sections of the files."""
    key: str | None
    """The field, as the files call it; ``None`` where the resource is no object there but one value."""
    want: MaybeValue
    """What the files say now, references resolved; `ABSENT` where they do not mention it."""
    new: MaybeValue
    """What they have to say; `ABSENT` where they have to stop mentioning it."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that the files have to say differently."""

    fields: tuple[Correction, ...]
    added: Mapping[str, Value]
    """Section → the resources that the files do not have, as `deploy_cli.app.exporting` gives them."""
    notes: tuple[str, ...]
    """What could not be carried over, and why."""
    moved: frozenset[Address] = frozenset()
    """The resources whose policies say something else."""


def corrections(
    api: ManagementApi,
    files: TenantFiles,
    desired: DesiredTenant,
    types: Mapping[str, ResourceType],
    schemas: Schemas,
    selection: Selection,
    *,
    all_fields: bool = False,
    all_resources: bool = False,
    spared: Mapping[Address, AbstractSet[str]] | None = None,
    gone: AbstractSet[Address] = frozenset(),
) -> Corrections:
    """Compare what ``selection`` covers; ``desired`` is what ``files`` divide into.

    Only what the files mention is corrected, so that a plan has nothing left to do: resources that they lack are added
    where a plan would delete them, where ``selection`` names them, and with ``all_resources``; fields that they do not
    mention with ``all_fields``. Fields that are ``spared``, and secrets, are left as they are; what is ``gone`` becomes
    a tombstone. Raises `ConfigError` for names that are ambiguous, `ApiError`.
    """
    asked = wanted(desired, selection)
    named = {glob.partition("/")[0] for glob in selection.only}
    extra = [s for s in types if s in named or (all_resources and selection.may_touch(s))]
    bodies = {**{section: {} for section in extra}, **asked.bodies}
    live = read(replace(asked, bodies=bodies, everything=True), types, api)
    moves = tuple(Moves(files, types, live, selection, spared or {}).found(desired))
    moved, desired = applied(moves, files, desired, types)
    work = _Correcting(moved, types, schemas, live, selection, all_fields, spared or {}, gone)
    for move in moves:
        work.move(move, files)
    for what, why in sorted(live.unavailable.items()):
        work.notes.append(f"{what}: not available in this tenant: {why}")
    for match in matches(desired, live):
        work.match(match)
    if work.problems:
        raise ConfigError(work.problems)
    taken = {*types} if all_resources else {*desired.environment.prune, *named}
    added = {section: work.added(section, takes=section in taken) for section in bodies}
    if work.left:
        listed = ", ".join(work.left[:5]) + (f" and {len(work.left) - 5} more" if work.left[5:] else "")
        work.notes.append(f"not in the files, and left out: {listed}; `--new` adds them")
    names = {move.name for move in moves}
    return Corrections(
        tuple(work.fields),
        {key: value for key, value in added.items() if value},
        tuple(work.notes),
        frozenset(one.address for one in desired.resources.values() if one.policy in names),
    )


@dataclass
class _Correcting:
    """The work in hand."""

    files: TenantFiles
    types: Mapping[str, ResourceType]
    schemas: Schemas
    live: LiveTenant
    selection: Selection
    all_fields: bool
    spared: Mapping[Address, AbstractSet[str]]
    gone: AbstractSet[Address]
    fields: list[Correction] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """The resources that the files do not have and are not to have."""
    problems: list[Problem] = field(default_factory=list)
    _claimed: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._policies, _ = policies.complete(self.files.policies)

    def move(self, move: Move, files: TenantFiles) -> None:
        """Correct a policy."""
        self.notes.append(move.note)
        for key, new in move.fields.items():
            want = files.policies[move.name].get(key, ABSENT)
            self.fields.append(Correction(Address(*map(str, move.at)), move.at, key, want, new))

    def match(self, match: Match) -> None:
        """Correct one resource, or note why not."""
        one, described = match.desired, self.types[match.desired.address.section]
        self._claimed |= {(candidate.address.section, candidate.id) for candidate in match.candidates}
        if not self.selection.includes(one.address) or one.address in self.live.untouchable:
            return
        if one.address.section in self.live.unavailable or str(one.address) in self.live.unavailable:
            return
        if (problem := match.problem(described)) is not None:
            self.problems.append(problem)
        elif one.lifecycle.absent:
            if match.live is not None and match.live.exists:
                self.notes.append(f"{one.address}: the files say `state: absent`, and the tenant has it")
        elif match.live is None and one.address in self.gone:
            self._bury(one)
        elif match.live is None or not match.live.exists:
            self.notes.append(f"{one.address} is in the files and not in the tenant; it is left in the files")
        else:
            self._correct(one, match.live, described)

    def added(self, section: str, *, takes: bool) -> Value:
        """Return the resources of a section that the files do not have; where it takes none, remember them."""
        described = self.types[section]
        chosen = [
            one
            for one in self.live.of(section)
            if (section, one.id) not in self._claimed and one.exists and self.selection.includes(one.address)
        ]
        if takes:
            value = section_of(described, chosen, self.live, self.schemas, self.notes) if chosen else None
            return None if value is ABSENT else value
        if isinstance(described, Collection):
            self.left += (str(one.address) for one in chosen)
        return None

    def _bury(self, one: Desired) -> None:
        """Say of a resource that it is not there: a tombstone, which loses nothing of what was said of it."""
        want = _at(self.files.sections, one.at).get("lifecycle", ABSENT)
        new = {**(want if isinstance(want, dict) else {}), "state": "absent"}
        self.fields.append(Correction(one.address, one.at, "lifecycle", want, new))
        self.notes.append(f"{one.address} is gone from the tenant: it is `state: absent` in the files now")

    def _correct(self, one: Desired, counterpart: Live, described: ResourceType) -> None:
        raw = _at(self.files.sections, one.at)
        body = to_names(_heeded(one.body, one), references_of(described), self.live.names)
        have = _heeded(counterpart.body, one)
        rules = Rules.of(described, exact=one.lifecycle.exact)
        changed: dict[str, Value] = {}
        spared = self.spared.get(one.address, frozenset())
        edits = [edit for edit in diff(body, have, rules) if edit.field not in spared]
        for name in dict.fromkeys(edit.field for edit in edits):
            if any(edit.sensitive for edit in edits if edit.field == name):
                self.notes.append(f"{one.address}: the secret in `{name}` differs; secrets are never written")
            if _is_rename(one, counterpart, described, name):
                self.notes.append(f"{one.address} is still `{counterpart.address.name}` in the tenant")
            elif name == described.policy_field and one.policy is not None:
                changed |= self._policy(one, raw, body[name], have.get(name), rules)
            else:
                changed[name] = corrected(body[name], have.get(name, ABSENT), rules, (name,))
        if self.all_fields:
            changed |= self._rest(one, counterpart, described, raw, changed)
        for name, new in changed.items():
            self._note_or_add(one, described, raw, body, name, new)

    def _note_or_add(
        self, one: Desired, described: ResourceType, raw: Value, body: Object, name: str, new: Value
    ) -> None:
        """Add a correction, unless no file can say it."""
        key = _key(described, raw, name)
        want = raw if key is None else raw.get(key, ABSENT)
        new = with_rest(want, body.get(name, ABSENT), new)
        conforming, dropped = self._conforming(one, raw, key, new)
        if dropped:
            paths = ", ".join(f"`{path}`" for path in dropped)
            self.notes.append(f"{one.address}: tenant files cannot hold {paths}; left as it is")
            return
        if conforming is ABSENT and isinstance(want, str):
            conforming, _ = self._conforming(one, raw, key, "")
            new = "" if conforming == "" else new
        new = cut(new, conforming)
        if new is ABSENT:
            self.notes.append(
                f"{one.address}: `{name}` is taken out: the tenant has none, and no file can say so"
            )
        if new is ABSENT or want is ABSENT or not same(want, new):
            self.fields.append(Correction(one.address, one.at, key, want, new))

    def _conforming(
        self, one: Desired, raw: Value, key: str | None, new: Value
    ) -> tuple[MaybeValue, tuple[str, ...]]:
        """Return what files may hold of ``new``, beside the other fields that they hold already."""
        if key is None:
            return self.schemas.conform(one.address, new)
        conforming, dropped = self.schemas.conform(one.address, {**raw, key: new})
        return conforming.get(key, ABSENT), tuple(path for path in dropped if path.startswith(key))

    def _policy(
        self, one: Desired, raw: Object, block: Object, have: Value, rules: Rules
    ) -> Iterator[tuple[str, Value]]:
        """Yield what keeps a client on policies: another one that says what the tenant has, or an override."""
        own = raw.get("refresh_token") or {}
        shape = "refresh_token"
        live = have if isinstance(have, dict) else {}
        for name in (*self.files.policies, *policies.PRESETS):
            if name in self._policies:
                said = {shape: {**policies.block(self._policies[name]), **own}}
                if not any(diff(said, {shape: live}, rules)):
                    self.notes.append(
                        f"{one.address} has the policy `{name}` now, in place of `{one.policy}`"
                    )
                    yield "refresh_token_policy", name
                    return
        named = self._policies.get(one.policy or "")
        said = policies.block(named) if named is not None else {}
        new = corrected(block, live, rules, (shape,))
        override = {
            key: item for key, item in new.items() if key in own or not same(item, said.get(key, ABSENT))
        }
        self.notes.append(f"{one.address}: `refresh_token` overrides the policy `{one.policy}`")
        yield shape, override

    def _rest(
        self, one: Desired, counterpart: Live, described: ResourceType, raw: Value, changed: Object
    ) -> Iterator[tuple[str, Value]]:
        """Yield the fields that the tenant has and the files do not mention."""
        full = _heeded(body_of(described, counterpart, self.live, self.schemas, self.notes), one)
        for name, item in full.items():
            key = _key(described, raw, name)
            if is_empty(item) or (name == described.policy_field and one.policy is not None):
                continue
            if key is None:
                continue
            known = changed.get(name, raw.get(key, ABSENT))
            whole = united(known, item)
            if known is ABSENT or not same(known, whole):
                yield name, whole


def _is_rename(one: Desired, counterpart: Live, described: ResourceType, name: str) -> bool:
    renamed = counterpart.address.name == one.lifecycle.renamed_from
    return renamed and isinstance(described, Collection) and name in described.identity


def _heeded(body: Object, one: Desired) -> Object:
    for text in one.lifecycle.ignore_changes:
        body = without(body, pattern(text))
    return body


def _key(described: ResourceType, raw: Value, name: str) -> str | None:
    """Return how the files call a field; ``None`` where it is all that they say of the resource."""
    if isinstance(described, Documents) and described.value_field == name:
        return None
    former = (old for old, new in described.former_names.items() if new == name and old in raw)
    return name if name in raw else next(former, name)


def _at(value: Value, path: Path) -> Value:
    for part in path:
        value = value[part]
    return value
