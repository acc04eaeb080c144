"""Loads the tenant files of one environment: read, compose, resolve, put texts in, validate."""

import gc
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.tenant import Environment, Limits, Origin, TenantFiles
from deploy_cli.core.values import Object
from deploy_cli.errors import ConfigError, Location, Problem
from deploy_cli.files.compose import Composer, Placed
from deploy_cli.files.directory import DirectoryFormat
from deploy_cli.files.exclusion import ROOTS, Exclusion, unread
from deploy_cli.files.guardrails import guardrails_of
from deploy_cli.files.inheritance import declared, inherited
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.layers import Layer, layers
from deploy_cli.files.origins import Origins
from deploy_cli.files.overlays import Overlays
from deploy_cli.files.place import Place
from deploy_cli.files.reading import Reader, shown
from deploy_cli.files.resolution import OWN_SECTIONS, Resolution
from deploy_cli.files.schemas import Schemas, shipped
from deploy_cli.files.suggest import did_you_mean, one_of
from deploy_cli.files.team_rules import team_rules
from deploy_cli.files.texts import Texts
from deploy_cli.files.unsaid import Unsaid
from deploy_cli.files.variable_files import filed
from deploy_cli.files.variables import Variables

_MOST_PROBLEMS: Final = 10_000
"""How many problems are told in one go: what follows is looked at once these are gone."""

_FIRST: Final = frozenset({"file", "yaml", "json", "extends"})
"""Rules by which whole files are missing: everything else may follow from that."""


def load(
    target: Path,
    types: Mapping[str, ResourceType],
    *,
    environ: Mapping[str, str],
    variables: Mapping[str, str] | None = None,
    variable_files: Sequence[Path] = (),
    schemas: Schemas | None = None,
    needs_secrets: bool = True,
) -> TenantFiles:
    """Load the tenant file, or the folder of tenant files, at ``target``.

    ``environ`` resolves secrets, keywords and variables; ``variables`` win over all other definitions, and after them
    what ``variable_files`` hold, the last of them first. Without ``needs_secrets``, those that are not defined are
    unknown texts, and a note counts them. Raises `ConfigError` with every problem of every file.
    """
    with paused_collector():
        loading = Loading(
            target, types, environ, variables or {}, variable_files, schemas or shipped(), needs_secrets
        )
        files = loading.result()
        return replace(files, notes=(*files.notes, *loading.variables.unchecked()))


@dataclass(repr=False)
class Loading:
    """The work in hand."""

    target: Path
    types: Mapping[str, ResourceType]
    environ: Mapping[str, str]
    given: Mapping[str, str]
    variable_files: Sequence[Path]
    schemas: Schemas
    needs_secrets: bool = True
    """Whether a secret that is not defined is a problem."""
    origins: Origins = field(default_factory=Origins)
    reader: Reader = field(init=False)
    variables: Variables = field(init=False)
    composer: Composer = field(init=False)
    overlays: Overlays = field(init=False)
    exclusion: Exclusion = field(init=False)
    unsaid: Unsaid = field(init=False)
    sections: dict[str, Placed] = field(default_factory=dict)
    _unmanaged: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        home = self.target if self.target.is_dir() else self.target.parent
        self.reader = Reader(home, Keywords(self.environ))

    def result(self) -> TenantFiles:
        """Return what was loaded; raises `ConfigError`."""
        found = layers(self.target, self.reader, DirectoryFormat(self.types, self.schemas))
        self._compose(found)
        resolution = Resolution(self.variables, self.composer, self.reader.problems, self.origins)
        for section, (value, place) in self.sections.items():
            resolution.resolve(section, value, place)
        self._put_texts(found)
        rules = team_rules([layer.target for layer in found], self.reader)
        self._validate(resolution.broken | self._misread())
        self.exclusion.refuse_pruned(self._pruned())
        if self.reader.problems:
            raise ConfigError(_in_order(self.reader.problems, self.reader.files))
        policies = self.sections.get("refresh_token_policies")
        return TenantFiles(
            environment=self._environment(),
            policies=policies[0] if policies else {},
            sections={key: value for key, (value, _) in self.sections.items() if key not in OWN_SECTIONS},
            locate=_Locator({section: place for section, (_, place) in self.sections.items()}),
            origin=self._origin,
            digest=self.reader.digest,
            digests=self.reader.digests,
            files=self.reader.files,
            rules=rules,
            notes=self._notes(),
        )

    def _compose(self, found: tuple[Layer, ...]) -> None:
        self.variables = Variables(
            {}, self.given, self.environ, self.reader.keywords, needs_secrets=self.needs_secrets
        )
        self.composer = Composer(self.types, self.variables.soft, self.reader.problems)
        self.overlays = Overlays(self.composer)
        self.exclusion = Exclusion(self.composer)
        self.unsaid = Unsaid(self.reader.keywords, self.needs_secrets)
        parts = [self._documents(layer) for layer in found]
        self.variables.declared = declared(parts)
        self.variables.filed = filed(self.variable_files, self.reader)
        total: dict[str, Placed] = {}
        for layer, part in zip(found, parts, strict=True):
            below, own = inherited(total), self.composer.joined(part)
            if any(True for _ in layer.extended()):
                own = self.overlays.checked(below, own)
            total = self.composer.laid_over(below, own)
        self.sections = self.exclusion.applied(total, self.types)
        self.unsaid.put(self.sections, self.types)

    def _documents(self, layer: Layer) -> list[Placed]:
        """Return the documents of a layer, without keys that are no section."""
        documents: list[Placed] = []
        for document in layer.documents:
            if document.value is None or document.place is None:
                continue
            if not isinstance(document.value, dict):
                hint = "write sections such as `clients:` at the start of a line"
                self._report(
                    "a tenant file is an object that holds sections", document.place.location, hint, "file"
                )
                continue
            for root in ROOTS:
                if root in document.value:
                    self.exclusion.add(root, document.value[root], document.place.nearest((root,)))
            known = {
                key: value for key, value in document.value.items() if self._manages(key, document.place)
            }
            documents.append((known, document.place))
        return documents

    def _manages(self, key: str, place: Place) -> bool:
        if key in self.types or key in OWN_SECTIONS:
            return True
        if key in ROOTS:
            return False
        if self.schemas.unsupported(key):
            self._unmanaged[key] = None
            return False
        known = (
            *OWN_SECTIONS,
            *self.types,
            *(name for name in self.schemas.sections if name not in self.types),
        )
        hint = did_you_mean(key, known, "sections are " + one_of((*OWN_SECTIONS, *self.types), most=20))
        self._report(f"there is no section `{key}`", place.nearest((key,)).key, hint, "unknown-section")
        return False

    def _notes(self) -> tuple[str, ...]:
        notes = [*self.reader.notes, *self.exclusion.notes(), *self.unsaid.notes(), *unread(self.environ)]
        notes += [*self.overlays.notes, *self.overlays.unused(self.variables)]
        notes += [f"the variable `{name}` was given and is used nowhere" for name in self.variables.unused()]
        if self._unmanaged:
            sections = ", ".join(f"`{section}`" for section in self._unmanaged)
            notes.append(f"not managed yet, and left alone: {sections}")
        return tuple(notes)

    def _put_texts(self, found: tuple[Layer, ...]) -> None:
        common = Path(os.path.commonpath([layer.folder.resolve() for layer in found]))
        texts = Texts(self.reader, self.variables, self.composer.address, self.origins, common)
        for section, (value, place) in self.sections.items():
            if section in self.types and self.types[section].texts:
                texts.put(self.types[section], value, place)

    def _validate(self, unresolved: Set[Location]) -> None:
        from deploy_cli.files.validation import Validation

        block = self.sections["environment"][0] if "environment" in self.sections else None
        validation = Validation(
            self.schemas,
            self.types,
            self.composer.name,
            reveal=self.variables.secrets_used,
            environment=block,
        )
        for section, (value, place) in self.sections.items():
            found = validation.problems(section, value, place)
            told = (problem for problem in found if problem.location not in unresolved)
            self.reader.problems += islice(told, max(_MOST_PROBLEMS - len(self.reader.problems), 0))

    def _pruned(self) -> tuple[str, ...]:
        block = self.sections["environment"][0] if "environment" in self.sections else {}
        named = block.get("prune")
        return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()

    def _origin(self, path: ValuePath) -> Origin | None:
        """Return where a value comes from.

        What tells a resource apart is written in every layer, and overrides nothing.
        """
        places = {section: place for section, (_, place) in self.sections.items()}
        origin = self.origins.origin(places, path, self.variables)
        match self.types.get(str(path[0])) if len(path) == 3 else None:
            case Collection(identity=names):
                known = path[2] in names
            case Documents(key_field=str(name)):
                known = path[2] == name
            case _:
                known = False
        return replace(origin, overrides=()) if origin and known else origin

    def _misread(self) -> set[Location]:
        """Return where the texts say something that YAML understands otherwise, or not at all."""
        return {one.location for one in self.reader.problems if one.rule == "yaml" and one.location}

    def _environment(self) -> Environment:
        block: Object = self.sections["environment"][0] if "environment" in self.sections else {}
        limits = block.get("limits") or {}
        origin = block.get("promotes_from")
        return Environment(
            name=block.get("name")
            or (self.target.resolve().stem if self.target.is_file() else self.target.resolve().name),
            domain=block.get("domain"),
            promotes_from=shown(self._beside("promotes_from", origin)) if origin else None,
            prune=tuple(block.get("prune") or ()),
            limits=Limits(deletes=_limit(limits.get("deletes")), updates=_limit(limits.get("updates"))),
            sensitive={section: tuple(fields) for section, fields in (block.get("sensitive") or {}).items()},
            guardrails=guardrails_of(block, self.sections),
        )

    def _beside(self, key: str, path: str) -> Path:
        place = self.sections["environment"][1].nearest((key,))
        return place.source.path.parent / path

    def _report(
        self, message: str, location: Location, hint: str | None, rule: str, address: str | None = None
    ) -> None:
        self.reader.problems.append(Problem(message, location, address, hint, rule))


@dataclass(frozen=True, slots=True, repr=False)
class _Locator:
    """Finds the place of a value, whatever became of the value since."""

    places: Mapping[str, Place]

    def __call__(self, path: ValuePath) -> Location | None:
        section = self.places.get(str(path[0])) if path else None
        return section.nearest(path[1:]).location if section else None


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep the garbage collector from walking over what is being built: loading takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()  # what was built counts as old at once, and is not walked over as if it were new
            gc.enable()


def _limit(value: int | str | None) -> int | float | None:
    return int(value.removesuffix("%")) / 100 if isinstance(value, str) else value


def _in_order(problems: list[Problem], files: tuple[str, ...]) -> list[Problem]:
    """Return problems in the order of the files, each once; files of which nothing is known come first."""
    order = {name: index for index, name in enumerate(files)}

    def key(problem: Problem) -> tuple[bool, int, int, int]:
        later, place = problem.rule not in _FIRST, problem.location
        return (later, order.get(place.file, -1), place.line, place.column) if place else (later, -1, 0, 0)

    return sorted(dict.fromkeys(problems), key=key)
