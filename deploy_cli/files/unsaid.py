"""Secrets for which nothing says what their keyword stands for: they stay as the tenant has them.

The official tool exports secrets as keywords, ``"##CONNECTIONS_WAAD_SECRET##"``, and deploys such a file without them.
Everywhere else, and in a part of a text, an unresolved keyword is an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy_cli.core.path import Path, found, pattern
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.values import NOT_SHOWN, Value
from deploy_cli.errors import Location
from deploy_cli.files.compose import Placed
from deploy_cli.files.keywords import OPEN, Keywords
from deploy_cli.files.texts import bodies


@dataclass(slots=True)
class Unsaid:
    """The secrets that were found."""

    keywords: Keywords
    needs_secrets: bool = True
    """Whether a keyword that is a part of a secret has to stand for something."""
    _found: list[tuple[str, Location]] = field(default_factory=list)

    def put(self, sections: Mapping[str, Placed], types: Mapping[str, ResourceType]) -> None:
        """Replace each of them by what stands for a secret that is not shown, in place."""
        for section, (value, place) in sections.items():
            if (described := types.get(section)) is None:
                continue
            for at, body in bodies(described, value):
                for wanted in (*described.secret, *described.write_only):
                    for path, text in list(found(body, pattern(wanted))):
                        if isinstance(text, str) and OPEN in text and path:
                            whole = (*at, *path)
                            self._replace(value, whole, text, place.nearest(whole).location)

    def _replace(self, value: Value, path: Path, text: str, location: Location) -> None:
        keyword = self.keywords.unresolved.fullmatch(text)
        if keyword is None and not self.needs_secrets:
            keyword = self.keywords.unresolved.search(text)
        if keyword is None:
            return
        for part in path[:-1]:
            value = value[part]
        value[path[-1]] = NOT_SHOWN
        self._found.append((keyword[2], location))

    def notes(self) -> tuple[str, ...]:
        """Name them, each with its place."""
        if not self._found:
            return ()
        listed = ", ".join(f"`{name}` ({location})" for name, location in self._found)
        what = "a secret stays" if len(self._found) == 1 else f"{len(self._found)} secrets stay"
        return (f"{what} as in the tenant, as nothing says what the keyword stands for: {listed}",)
