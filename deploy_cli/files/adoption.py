"""Turns a project of the official tool, a YAML file or a folder of JSON files, into one of ours.

Each section becomes a YAML file in our style with its long texts beside it, keywords become variables and secrets,
and refresh-token settings become policies. The plan of the result is the plan of the original.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.path import found, pattern
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import ConfigError, UsageError
from deploy_cli.files import emit
from deploy_cli.files.carrying import carried, preface
from deploy_cli.files.compose import Composer, Placed
from deploy_cli.files.conversion import Conversion, Marking, as_it_stands
from deploy_cli.files.directory import DirectoryFormat
from deploy_cli.files.division import assembled, divided
from deploy_cli.files.exclusion import ROOTS
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.layers import layers
from deploy_cli.files.names import file_names
from deploy_cli.files.order import ordered
from deploy_cli.files.place import Place, Source
from deploy_cli.files.reading import SUFFIXES, Reader, checkout, shown
from deploy_cli.files.resolution import OWN_SECTIONS
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.texts import may_be_path
from deploy_cli.lifetimes.factoring import Factored, factored


@dataclass(frozen=True, slots=True)
class Adopted:
    """The files of the new project, and what was done to make them."""

    files: Mapping[str, bytes]
    """Path below the new folder → content."""
    told: tuple[str, ...]


def adopt(
    source: Path,
    types: Mapping[str, ResourceType],
    schemas: Schemas,
    *,
    environ: Mapping[str, str],
    name: str,
    domain: str | None,
) -> Adopted:
    """Convert the project at ``source``; nothing is written.

    ``environ`` holds the keywords. Raises `ConfigError` for files that cannot be read, `UsageError` for what is no
    project of the official tool.
    """
    return _Adoption(source, types, schemas, environ).result(name, domain)


@dataclass(repr=False)
class _Adoption:
    """The work in hand."""

    source: Path
    types: Mapping[str, ResourceType]
    schemas: Schemas
    environ: Mapping[str, str]
    files: dict[str, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    conversion: Conversion = field(init=False)
    _sources: dict[Path, Source] = field(default_factory=dict)
    """The YAML files that were read."""
    _homes: dict[str, str] = field(default_factory=dict)
    """Section → the file that holds it."""

    def __post_init__(self) -> None:
        keywords = Keywords(self.environ)
        self.conversion = Conversion(self.environ, keywords, Marking(self.environ))

    def result(self, name: str, domain: str | None) -> Adopted:
        """Return the new project."""
        real, notes = self._read(self.conversion.keywords)
        if real and not self.types.keys() & real.keys():
            hint = "name the `tenant.yaml` of a project, or the folder of its JSON files"
            raise UsageError(f"`{shown(self.source)}` holds no section that deploy-cli manages", hint=hint)
        marked, _ = self._read(self.conversion.marking)
        is_directory = DirectoryFormat(self.types, self.schemas).is_at(self.source)
        kind = "a folder of JSON files" if is_directory else "written in YAML"
        self.told.append(f"read `{shown(self.source)}`, {kind}")
        for section, described in self.types.items():
            if section in real and real[section][0] is not None:
                self._section(described, marked[section], real[section][0])
        self._left_out(real)
        self._yaml("environment", {"environment": self._environment(name, domain)})
        self._tell_keywords()
        self.told += notes
        unmanaged = [
            section
            for section, (value, _) in real.items()
            if self.schemas.unsupported(section) and section not in ROOTS and value not in (None, [], {})
        ]
        found = carried(
            self.files,
            self._homes,
            self._sources.values(),
            {section: place for section, (_, place) in marked.items()},
            instead={
                one.policy_field: "refresh_token_policy" for one in self.types.values() if one.policy_field
            },
            preface=preface(unmanaged, shown(self.source)),
        )
        self.told += found.told
        if unmanaged:
            listed = ", ".join(f"`{section}`" for section in unmanaged)
            self.told.append(
                f"not carried over, as deploy-cli does not manage it yet: {listed}; keep `{shown(self.source)}` for"
                " these, as `environment.yaml` says"
            )
        return Adopted(found.files, tuple(self.told))

    def _read(self, keywords: Keywords) -> tuple[dict[str, Placed], tuple[str, ...]]:
        """Read the project once; return its sections, and what is to be known of its files."""
        home = self.source if self.source.is_dir() else self.source.parent
        reader = Reader(home, keywords)
        found = layers(self.source, reader, DirectoryFormat(self.types, self.schemas))
        documents = [
            (document.value, document.place)
            for layer in found
            for document in layer.documents
            if isinstance(document.value, dict) and document.place
        ]
        if any(section in value for value, _ in documents for section in OWN_SECTIONS):
            hint = "`deploy-cli fmt` puts it in order"
            raise UsageError(f"`{shown(self.source)}` is a project of deploy-cli already", hint=hint)
        self._sources = {
            at.source.path: at.source for _, at in documents if at.source.path.suffix in SUFFIXES
        }
        composer = Composer(self.types, lambda value: value, reader.problems)
        known = [
            ({key: item for key, item in value.items() if key in self.types}, at) for value, at in documents
        ]
        sections = composer.joined(known)
        for value, place in documents:
            for key, item in value.items():
                if key not in self.types:
                    sections.setdefault(key, (item, place.nearest((key,))))
        if reader.problems:
            raise ConfigError(reader.problems)
        unknown = [key for key in sections if key not in self.schemas.sections]
        return sections, (
            *reader.notes,
            *(f"not carried over: there is no section `{key}`" for key in unknown),
        )

    def _section(self, described: ResourceType, marked: Placed, real: Value) -> None:
        section, (value, place) = described.section, marked
        secret = (*described.secret, *described.write_only)
        bodies = list(divided(described, value, real, place))
        folders = file_names(name for name, *_ in bodies)
        changed: list[tuple[str, Value]] = []
        for name, one, meant, where in bodies:
            self.conversion.address = f"{section}/{name}" if name else section
            converted = self.conversion.converted(one, meant, where, secret)
            changed.append(
                (name, self._with_texts(described, folders[name] if name else "", converted, meant, where))
            )
        if described.policy_field is not None:
            changed = self._with_policies(described, described.policy_field, changed)
        written = assembled(described, changed)
        self._yaml(section, {section: ordered(written, described, self.schemas)})
        count = len(changed)
        what = f"{count} {'resource' if count == 1 else 'resources'}"
        self.told.append(f"`{section}.yaml`: {what if isinstance(written, list) else described.title}")

    def _with_texts(
        self, described: ResourceType, folder: str, body: Value, real: Value, place: Place
    ) -> Value:
        """Return the body with the long texts in files of their own, copied as they are."""
        for wanted, suffix in described.texts.items():
            for path, text in list(found(real, pattern(wanted))):
                side = self._side_file(described.section, text, place.nearest(path)) if path else None
                if side is None:
                    continue
                label = _label(real, path)
                parts = (described.section, folder, f"{label}{side.suffix or suffix}")
                where = self._free("/".join(part for part in parts if part))
                self.files[where] = side.read_bytes()
                body = _with(body, path, f"./{where}")
        return body

    def _free(self, where: str) -> str:
        stem, dot, suffix = where.rpartition(".")
        names = (where if number == 1 else f"{stem}-{number}{dot}{suffix}" for number in range(1, 10_000))
        return next(name for name in names if name not in self.files)

    def _side_file(self, section: str, text: Value, place: Place) -> Path | None:
        """Return the file that a text names, as the loader would find it; ``None`` where it names none."""
        if not isinstance(text, str) or not may_be_path(text):
            return None
        base, name = place.source.base, text.replace("\\", "/")
        path = next((one for one in (base / name, base / section / name) if one.is_file()), None)
        home = self.source if self.source.is_dir() else self.source.parent
        root = checkout(base) or home.resolve()
        return path if path is not None and path.resolve().is_relative_to(root) else None

    def _with_policies(
        self, described: ResourceType, block: str, bodies: list[tuple[str, Value]]
    ) -> list[tuple[str, Value]]:
        """Factor the policies out of the resources that are managed."""
        but_with = described.not_managed_with if isinstance(described, Collection) else ()
        result: Factored = factored([body for _, body in bodies], block, keep_dormant=True, but_with=but_with)
        if result.policies:
            self._yaml("refresh_token_policies", {"refresh_token_policies": dict(result.policies)})
        for policy, names in result.used.items():
            listed = ", ".join(f"`{name}`" for name in names[:5]) + (
                f" and {len(names) - 5} more" if names[5:] else ""
            )
            self.told.append(f"policy `{policy}` takes the place of `{block}` in {listed}")
        return [(name, body) for (name, _), body in zip(bodies, result.clients, strict=True)]

    def _left_out(self, real: Mapping[str, Placed]) -> None:
        roots = {root: real[root][0] for root in ROOTS if root in real and real[root][0]}
        if roots:
            self._yaml("exclude", roots)
            self.told.append(f"`exclude.yaml`: {' and '.join(f'`{root}`' for root in roots)}, as they were")

    def _environment(self, name: str, domain: str | None) -> Object:
        block: Object = {"name": name, "domain": domain, "variables": as_it_stands(self.conversion.variables)}
        return {key: value for key, value in block.items() if value}

    def _tell_keywords(self) -> None:
        for name in self.conversion.variables:
            self.told.append(
                f"the variable `{name}` takes the place of a keyword, with the value that it has now"
            )
        for name, where in self.conversion.secrets.items():
            self.told.append(
                f"the secret `$(secret:{name})` takes the place of a keyword in `{where}`: it is read from the"
                f" environment variable {name}"
            )
        for where in self.conversion.plain:
            self.told.append(f"`{where}` is a secret in plain text: write `$(secret:NAME)` in its place")
        for name, why in self.conversion.kept.items():
            self.told.append(f"the keyword `{name}` stays: {why}")

    def _yaml(self, name: str, value: Object) -> None:
        try:
            text = emit.yaml(value, spaced=True)
        except ValueError as error:
            raise UsageError(f"`{name}` holds what no file can hold: {error}") from None
        self.files[f"{name}.yaml"] = text.encode()
        self._homes |= dict.fromkeys(value, f"{name}.yaml")


def _label(body: Value, path: ValuePath) -> str:
    """Return what to call a text: the name of the list element that it stands in, else its field."""
    for index, part in enumerate(path):
        if isinstance(part, int):
            element = body
            for step in path[: index + 1]:
                element = element[step]
            if isinstance(element, dict) and isinstance(label := element.get("template"), str):
                return next(iter(file_names([label]).values()))
    return next(iter(file_names([str(path[-1])]).values()))


def _with(value: Value, path: ValuePath, text: str) -> Value:
    """Return a copy of ``value`` with ``text`` at ``path``."""
    if not path:
        return text
    changed = value.copy()
    changed[path[0]] = _with(value[path[0]], path[1:], text)
    return changed
