"""Validates resources against their JSON Schemas: one failure, one problem, at the value that is wrong.

jsonschema-rs, 150 times faster, finds the resources that fail; jsonschema looks at those alone and says why. Where
jsonschema-rs is missing, jsonschema looks at all of them. Where the two disagree, jsonschema is right.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeAlias

from deploy_cli.core.path import Path, below, pattern
from deploy_cli.core.resource_type import Documents, ResourceType
from deploy_cli.core.values import Object, Secret, Value, revealed
from deploy_cli.errors import Problem
from deploy_cli.files.failures import Trial
from deploy_cli.files.faults import Fault, faults
from deploy_cli.files.named_sensitive import of_resource, of_section
from deploy_cli.files.place import Place
from deploy_cli.files.schemas import Schemas

Unit: TypeAlias = tuple[Value, Place, str]
"""One value to validate, where it stands, and its address."""

_BASE: Final = "https://deploy-cli.dev/schemas/"
_RESOURCE: Final = "#/$defs/resource"


def _nothing_hidden(_: Path) -> bool:
    return False


class Validation:
    """Validates sections; each schema is compiled once, when its section is met."""

    def __init__(
        self,
        schemas: Schemas,
        types: Mapping[str, ResourceType],
        name: Callable[[str, Value], str | None],
        *,
        reveal: bool,
        environment: Value = None,
    ) -> None:
        """Take ``environment``, the block of that name, for what it calls sensitive; nothing of it is trusted."""
        self._environment = environment
        self._schemas = schemas
        self._types = types
        self._name = name
        self._reveal = reveal
        """Whether values may hold secrets, which a schema sees as the texts they are."""
        self._fast: dict[str, Callable[[Value], bool]] = {}
        self._slow: dict[str, Any] = {}

    def problems(self, section: str, value: Value, place: Place) -> Iterator[Problem]:
        """Yield what is wrong with one section."""
        file = self._schemas.file_of(section)
        reference = file + _RESOURCE if isinstance(value, list) else file
        for item, where, address in self._units(section, value, place):
            plain = revealed(item) if self._reveal else item
            if not self.accepts(reference, plain):
                for fault in self.faults(reference, plain, section, partial(self._hides, section, item)):
                    if fault.at_key or not _is_unknown(item, fault.path):
                        yield self._problem(fault, section, where, address)

    def accepts(self, reference: str, value: Value) -> bool:
        """Tell whether the schema at ``reference`` accepts ``value``; a false "no" is possible, a false "yes" not."""
        if reference not in self._fast:
            self._fast[reference] = self._compiled(reference)
        return self._fast[reference](value)

    def faults(
        self, reference: str, value: Value, section: str = "", hides: Callable[[Path], bool] = _nothing_hidden
    ) -> list[Fault]:
        """Return what the schema at ``reference`` has against ``value``; ``hides`` tells where secrets stand."""
        if reference not in self._slow:
            self._slow[reference] = self._explaining(reference)
        errors = self._slow[reference].iter_errors(value)
        return faults(errors, Trial(self._schemas, reference, section, hides))

    def failing_paths(self, reference: str, value: Value) -> list[Path]:
        """Return the paths of what the schema at ``reference`` does not accept in ``value``.

        Later elements of a list come before earlier ones, so that one can be taken out after the other.
        """
        if self.accepts(reference, value):
            return []
        paths = {fault.path for fault in self.faults(reference, value)}
        return sorted(filter(None, paths), key=_last_first)

    def _units(self, section: str, value: Value, place: Place) -> Iterator[Unit]:
        if not isinstance(value, list):
            yield value, place, section
            return
        for index, item in enumerate(value):
            name = self._name(section, item)
            yield item, place.nearest((index,)), f"{section}/{name}" if name else section

    def _compiled(self, reference: str) -> Callable[[Value], bool]:
        try:
            import jsonschema_rs
        except ImportError:
            return lambda _: False
        registry = jsonschema_rs.Registry(list(self._documents(reference)), retriever=_no_network)
        validator = jsonschema_rs.Draft202012Validator(
            {"$ref": _BASE + reference}, registry=registry, retriever=_no_network, validate_formats=False
        )

        def is_valid(value: Value) -> bool:
            try:
                return bool(validator.is_valid(value))
            except ValueError:
                return False  # a number that it cannot hold: jsonschema decides

        return is_valid

    def _explaining(self, reference: str) -> Any:
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource

        resources = [(uri, Resource.from_contents(schema)) for uri, schema in self._documents(reference)]
        registry: Any = Registry().with_resources(resources)
        return Draft202012Validator({"$ref": _BASE + reference}, registry=registry)

    def _documents(self, reference: str) -> Iterator[tuple[str, Object]]:
        file = reference.partition("#")[0]
        return ((_BASE + name, schema) for name, schema in self._schemas.closure(file).items())

    def _problem(self, fault: Fault, section: str, place: Place, address: str) -> Problem:
        where = place.nearest(fault.path)
        location = where.key if fault.at_key else where.location
        if address == section and fault.path and self._is_divided(section):
            address = f"{section}/{fault.path[0]}"
        return Problem(fault.message, location, address, fault.hint, fault.rule)

    def _hides(self, section: str, item: Value, path: Path) -> bool:
        """Tell whether a secret stands at ``path``: one that was resolved, or a field that holds secrets."""
        named = of_section(self._environment, section)
        if any(below(path, shape) or below(path[1:], shape) for shape in named) or any(
            below(rest, shape) for shape, rest in of_resource(item, path)
        ):
            return True
        for part in path:
            match item, part:
                case dict(), str():
                    item = item.get(part)
                case list(), int():
                    item = item[part]
        described = self._types.get(section)
        fields = (*described.secret, *described.write_only) if described else ()
        return isinstance(item, Secret) or any(below(path, pattern(field)) for field in fields)

    def _is_divided(self, section: str) -> bool:
        return section == "refresh_token_policies" or isinstance(self._types.get(section), Documents)


def _is_unknown(value: Value, path: Path) -> bool:
    """Tell whether at ``path`` stands a secret of which nothing is known, so that nothing can be wrong with it."""
    for part in path:
        match value, part:
            case dict(), str():
                value = value.get(part)
            case list(), int() if part < len(value):
                value = value[part]
    return isinstance(value, Secret) and not value.is_known


def _last_first(path: Path) -> list[tuple[int, str]]:
    return [(-part, "") if isinstance(part, int) else (0, str(part)) for part in path]


def _no_network(uri: str) -> Any:
    raise LookupError(f"there is no schema {uri}; schemas come from this installation only")
