"""Writes corrections into the tenant files that are there, and changes nothing else in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from deploy_cli.app.policy_moves import SECTION
from deploy_cli.app.updating import Correction, Corrections
from deploy_cli.core.address import Address
from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.resource_type import Collection, Documents, ResourceType, Singleton
from deploy_cli.core.tenant import TenantFiles
from deploy_cli.core.values import ABSENT, Object, Value
from deploy_cli.errors import DeployError
from deploy_cli.files import atomic
from deploy_cli.files.additions import Additions
from deploy_cli.files.concrete import Entry, Kind, Node
from deploy_cli.files.export import Writer
from deploy_cli.files.holding import hold, put_back
from deploy_cli.files.modeline import editor_schema_of
from deploy_cli.files.order import ordered
from deploy_cli.files.own_files import OwnFile, opened
from deploy_cli.files.parts import Unwritable, element, laid_over, written
from deploy_cli.files.place import Place
from deploy_cli.files.reading import shown, tenant_files
from deploy_cli.files.reconcile import Reconciler
from deploy_cli.files.side_files import SideFiles
from deploy_cli.files.tenant import Loading

_POLICIES: Final = Documents(section=SECTION, title="refresh-token policy", paths={})
"""How files write policies; no endpoint takes them."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What was written, and what could not be preserved."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def update(loading: Loading, loaded: TenantFiles, corrections: Corrections) -> Updated:
    """Write ``corrections`` into the files of the target of ``loading``, which gave ``loaded``.

    What stands in a file of the target is changed there; what comes from a file that it extends is overridden in the
    target's own files. At the end the files are read again, and put back as they were unless they say what they
    should: then it is a `DeployError`. Raises `UsageError` for files that cannot be changed in parts.
    """
    work = _Updating(loading)
    for correction in corrections.fields:
        work.correct(correction)
    for section, value in corrections.added.items():
        work.add(section, value)
    contents = work.contents()
    before = {path: path.read_bytes() if path.exists() else None for path in contents}
    atomic.write_all(contents)
    try:
        written_down = [one for one in corrections.fields if one not in work.skipped]
        hold(loading, loaded, written_down, corrections.moved)
    except DeployError:
        put_back(before)
        raise
    return Updated(tuple(sorted(contents)), tuple(work.notes))


def preview(loading: Loading, corrections: Corrections) -> dict[Path, tuple[str, str]]:
    """Return what `update` would write: for each file its text now and then. Raises what `update` raises."""
    work = _Updating(loading)
    for correction in corrections.fields:
        work.correct(correction)
    return {
        path: (path.read_text("utf-8") if path.exists() else "", content.decode())
        for path, content in work.contents().items()
    }


class _Updating:
    """The work in hand."""

    def __init__(self, loading: Loading) -> None:
        self.notes: list[str] = []
        self.skipped: list[Correction] = []
        self._loading = loading
        target = loading.target
        self._folder = target if target.is_dir() else target.parent
        self._files = {path.resolve(): opened(path) for path in tenant_files(target)}
        self._places = {section: place for section, (_, place) in loading.sections.items()}
        self._side = SideFiles(self._folder)
        self._editors = editor_schema_of(self._folder, loading.schemas)
        self._additions = Additions(target, self._files, self._editors)
        self._overlays: dict[Address, list[str]] = {}
        self._texts: dict[Path, bytes] = {}

    def correct(self, one: Correction) -> None:
        """Change one field where it stands, or override it."""
        try:
            found = self._holder(one)
            if found is None:
                self._override(one)
            else:
                self._splice(one, *found)
        except Unwritable as error:
            self.skipped.append(one)
            self.notes.append(f"{one.address}: `{one.key or one.address.section}` is left as it is: {error}")

    def add(self, section: str, value: Value) -> None:
        """Add resources to the file that holds their section, or to a new file."""
        described = self._loading.types[section]
        value = ordered(value, described, self._loading.schemas)
        value = self._with_texts(described, value)
        if isinstance(value, list):
            for body in value:
                self._additions.add(section, element(body, "  "))
        else:
            for key, item in value.items():
                self._additions.add(section, written(key, item, "  "))

    def _with_texts(self, described: ResourceType, value: Value) -> Value:
        """Return a section with its long texts in files of their own, unless such files are there already."""
        writer = Writer(self._folder, self._loading.types, self._loading.schemas, self._editors)
        beside = writer.with_texts(described, value)
        if any(path.exists() for path in writer.files):
            return value
        self._texts |= writer.files
        return beside

    def contents(self) -> dict[Path, bytes]:
        """Return what is to be written."""
        for address, lines in self._overlays.items():
            self._additions.add(address.section, lines)
        self._additions.finish()
        changed = {file.path: file.result().encode() for file in self._files.values() if file.is_changed}
        return {**changed, **self._side.contents, **self._texts}

    def _described(self, section: str) -> ResourceType:
        return _POLICIES if section == _POLICIES.section else self._loading.types[section]

    def _holder(self, one: Correction) -> tuple[OwnFile, Node, Entry] | None:
        """Return the own file in which the resource stands, and the entry that holds it, with its parent.

        Of a section in several files, that is the one that holds the field, if any does.
        """
        for place in self._chain(one):
            file = self._files.get(place.source.path.resolve())
            section = file.section(one.address.section) if file else None
            if file is None or section is None or file.root is None:
                continue
            if len(one.at) == 1:
                return file, file.root, section
            if (found := self._resource(one, file, section)) is not None:
                return file, *found
        return None

    def _chain(self, one: Correction) -> Iterator[Place]:
        """Yield the place of the field, then those of what holds it; after each, that of what it was laid over."""
        path: ValuePath = (*one.at, one.key) if one.key is not None else one.at
        places = [self._places[str(path[0])]]
        for part in path[1:]:
            inner = places[-1].child(part)
            if inner is None:
                break
            places.append(inner)
        for place in reversed(places):
            yield from _layers(place)

    def _resource(self, one: Correction, file: OwnFile, section: Entry) -> tuple[Node, Entry] | None:
        place = self._places[str(one.at[0])]
        for part in one.at[1:]:
            inner = place.child(part)
            if inner is None:
                return None
            place = inner
        for layer in _layers(place):
            if layer.source.path.resolve() == file.path.resolve():
                return file.entry_at(layer, section.value)
        return None

    def _splice(self, one: Correction, file: OwnFile, parent: Node, held: Entry) -> None:
        beside = partial(self._side.change, file.path.parent, self._described(one.address.section))
        change = Reconciler(file.text, beside)
        if one.key is None:
            change.entry(parent, held, one.want, one.new, ())
        else:
            self._field(change, held, one)
        try:
            change.splices.applied(file.text)
        except ValueError as error:
            raise Unwritable(str(error)) from None
        file.splices.extend(change.splices)
        self.notes += (f"{shown(file.path)}: {lost}" for lost in change.lost)
        self.notes += self._side.taken()

    def _field(self, change: Reconciler, held: Entry, one: Correction) -> None:
        node, key = held.value, one.key or ""
        if not node.is_map or node.strange:
            raise Unwritable("the resource is an alias, or has unusual keys in braces")
        for sign in "+-":
            if (other := node.child(sign + key)) is not None:
                change.entry(node, other, ABSENT, ABSENT, ())
                change.lost.append(f"line {other.line + 1}: `{sign}{key}` becomes `{key}`")
        entry = node.child(key)
        if entry is None and one.new is ABSENT:
            raise Unwritable("the file that is extended mentions it")
        if node.kind is Kind.FLOW_MAP:
            change.in_braces(node, entry, key, one.want, one.new)
        elif entry is not None:
            change.entry(node, entry, one.want, one.new, (key,))
        else:
            for name, value in _overlay(key, one):
                change.insert(node, name, value)

    def _override(self, one: Correction) -> None:
        """Write what comes from an extended file into the environment's own files."""
        if one.new is ABSENT:
            raise Unwritable("the file that is extended mentions it")
        described, key = self._described(one.address.section), one.key
        lines = self._overlays.setdefault(one.address, [])
        match described:
            case Collection() | Documents(key_field=str()):
                identity = self._identity(one, described)
                if not lines:
                    lines += element(identity, "  ")
                for name, value in _overlay(key or "", one):
                    body = self._with_texts(described, [{**identity, name: value}])[0]
                    lines += written(name, body[name], "    ")
            case Documents():
                if not lines or key is None:
                    lines += written(str(one.at[-1]), one.new if key is None else {}, "  ")
                if key is not None:
                    lines[0] = lines[0].removesuffix(" {}")
                    lines += _lines(key, one, "    ")
            case Singleton():
                lines += _lines(key or "", one, "  ")

    def _identity(self, one: Correction, described: ResourceType) -> Object:
        body = self._loading.sections[str(one.at[0])][0][one.at[1]]
        match described:
            case Collection():
                pin = {described.server_id: body[described.server_id]} if described.server_id in body else {}
                return pin | {part: body[part] for part in described.identity if part in body}
            case Documents(key_field=str(key)):
                return {key: body[key]}
            case _:
                return {}


def _lines(key: str, one: Correction, pad: str) -> Iterator[str]:
    for name, value in _overlay(key, one):
        yield from written(name, value, pad)


def _overlay(key: str, one: Correction) -> Iterator[tuple[str, Value]]:
    """Yield what makes of the value that is extended the new one: what comes and what goes, of a list of texts."""
    want, new = one.want, one.new
    if (
        isinstance(want, list)
        and isinstance(new, list)
        and all(isinstance(item, str) for item in (*want, *new))
    ):
        kept, added = [item for item in want if item in new], [item for item in new if item not in want]
        if kept and new == kept + added and len(set(want)) == len(want):
            gone = [item for item in want if item not in new]
            yield from ((sign + key, items) for sign, items in (("+", added), ("-", gone)) if items)
            return
    if new is not ABSENT:
        yield key, laid_over(want, new)


def _layers(place: Place | None) -> Iterator[Place]:
    while place is not None:
        yield place
        place = place.overrides
