"""Where a composed value comes from: its place, what it was laid over, and what was put in for what was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from deploy_cli.core.path import Path
from deploy_cli.core.tenant import Origin
from deploy_cli.errors import Location
from deploy_cli.files.place import Place, Source
from deploy_cli.files.variables import Variables


@dataclass(slots=True, repr=False)
class Origins:
    """Remembers what stood in the files where another value stands now."""

    _written: dict[tuple[Source, int], str] = field(default_factory=dict)
    _files: dict[tuple[Source, int], tuple[str, str]] = field(default_factory=dict)
    """The name of a file, and its text where that holds references."""

    def wrote(self, place: Place, text: str) -> None:
        """Note that the value at ``place`` came out of ``text`` and its references."""
        self._written[place.source, place.at] = text

    def read(self, place: Place, file: str, text: str) -> None:
        """Note that the value at ``place`` came out of ``text``, which ``file`` holds, and its references."""
        self._files[place.source, place.at] = (file, text if "$(" in text else "")

    def origin(self, places: Mapping[str, Place], path: Path, variables: Variables) -> Origin | None:
        """Return where the value at ``path`` comes from, which starts with the section."""
        section = places.get(str(path[0])) if path else None
        if section is None:
            return None
        place = section.nearest(path[1:])
        return Origin(place.location, tuple(_overridden(place)), tuple(self._through(place, variables)))

    def _through(self, place: Place, variables: Variables) -> Iterator[str]:
        key = place.source, place.at
        yield from _references(self._written.get(key, ""), variables)
        if key in self._files:
            file, text = self._files[key]
            yield file
            yield from dict.fromkeys(_references(text, variables))


def _references(text: str, variables: Variables) -> Iterator[str]:
    for written, source in variables.origins(text):
        if source is not None:
            yield f"{written} from {source.location if isinstance(source, Place) else source}"


def _overridden(place: Place) -> Iterator[Location]:
    while place.overrides is not None:
        place = place.overrides
        yield place.location
