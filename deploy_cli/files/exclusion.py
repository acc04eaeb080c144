"""``exclude`` and ``include`` of the official tool: what stands in the files and is left alone all the same.

``exclude: {clients: [Legacy]}`` leaves a client alone, and with it every resource that is told apart by it, such as
its grants; ``include: {connections: [google]}`` leaves every other connection alone. Names are exact, as there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.values import Value
from deploy_cli.errors import Problem
from deploy_cli.files.compose import Composer, Placed
from deploy_cli.files.place import Place

ROOTS: Final = ("exclude", "include")
"""The top-level keys of tenant files that this is about."""

OF_THE_OFFICIAL_TOOL: Final = ("AUTH0_EXCLUDED", "AUTH0_INCLUDED")
"""How the names of its environment variables begin that select what it deploys."""


@dataclass(slots=True)
class Exclusion:
    """What the files leave out."""

    composer: Composer
    _excluded: dict[str, set[str]] = field(default_factory=dict)
    _included: dict[str, set[str]] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    """Section → where it is said that some of it is left out."""

    def add(self, root: str, value: Value, place: Place) -> None:
        """Take in what one file says under ``exclude`` or ``include``; report what cannot be read."""
        if not isinstance(value, dict | None):
            self._report(f"`{root}` is not an object", place, "write lists of names: `clients: [Legacy]`")
            return
        known = self._excluded if root == "exclude" else self._included
        for section, names in (value or {}).items():
            where = place.nearest((section,))
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                self._report(f"`{root}.{section}` is not a list of names", where, "write `[Legacy]`")
            elif names:
                known.setdefault(section, set()).update(names)
                self._places.setdefault(section, where)

    def applied(self, sections: Mapping[str, Placed], types: Mapping[str, ResourceType]) -> dict[str, Placed]:
        """Return ``sections`` without what is left alone."""
        return {
            section: self._kept(described, placed)
            if isinstance(described := types.get(section), Collection)
            else placed
            for section, placed in sections.items()
        }

    def refuse_pruned(self, pruned: tuple[str, ...]) -> None:
        """Report sections that are pruned: what is left out of the files would be deleted."""
        for section in pruned:
            if section in self._places and (section in self._excluded or section in self._included):
                hint = "take it out of `prune`, or describe what is to stay with `lifecycle: {protect: true}`"
                message = f"`prune` covers `{section}`, of which some is to be left alone"
                self._report(message, self._places[section], hint)

    def notes(self) -> Iterator[str]:
        """Say what is left alone."""
        for section, names in self._excluded.items():
            if section not in self.composer.types:
                continue
            listed = ", ".join(f"`{name}`" for name in sorted(names))
            yield f"left alone, as `exclude` says: {listed} in `{section}`"
        for section, names in self._included.items():
            listed = ", ".join(f"`{name}`" for name in sorted(names))
            yield f"left alone, as `include` says: everything but {listed} in `{section}`"

    def _kept(self, described: Collection, placed: Placed) -> Placed:
        values, place = placed
        kept = [
            (body, place.nearest((index,)))
            for index, body in enumerate(values)
            if not self._leaves_out(described, body)
        ]
        if len(kept) == len(values):
            return placed
        inner = [where for _, where in kept]
        return [body for body, _ in kept], Place(place.source, place.at, place.key_at, inner)

    def _leaves_out(self, described: Collection, body: Value) -> bool:
        name, section = self.composer.name(described.section, body), described.section
        if name in self._excluded.get(section, ()) or (
            section in self._included and name not in self._included[section]
        ):
            return True
        return isinstance(body, dict) and any(
            self.composer.soft(body.get(reference.field)) in self._excluded.get(other, ())
            for reference in described.references
            if reference.field in described.identity and isinstance(body.get(reference.field), str)
            for other in reference.to
        )

    def _report(self, message: str, place: Place, hint: str) -> None:
        self.composer.problems.append(Problem(message, place.key, None, hint, "exclusion"))


def unread(environ: Mapping[str, str]) -> Iterator[str]:
    """Name the official tool's settings in the environment that select what it deploys, and are not read here."""
    for name, value in sorted(environ.items()):
        if name.startswith(OF_THE_OFFICIAL_TOOL) and value.strip() not in ("", "[]"):
            yield f"{name} is not read: use `--exclude ADDRESS`, `--only ADDRESS`, or `exclude` in a tenant file"
