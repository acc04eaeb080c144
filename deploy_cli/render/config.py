"""What tenant files come to, for readers and for machines: values, and where each of them comes from."""

from collections.abc import Callable, Iterator, Mapping

from deploy_cli.core.path import Path, written
from deploy_cli.core.tenant import Origin
from deploy_cli.core.values import Object, Secret, Value
from deploy_cli.errors import Location
from deploy_cli.render.line import joined
from deploy_cli.render.plan_json import location_object
from deploy_cli.render.visible import visible

FORMAT_VERSION = 1


def config_object(sections: Mapping[str, Value], origin: Callable[[Path], Origin | None] | None) -> Object:
    """Return what ``show-config --format json`` prints; with ``origin``, where each value comes from as well."""
    config = {section: _plain(value) for section, value in sections.items()}
    if origin is None:
        return {"format_version": FORMAT_VERSION, "config": config}
    found = [_origin_object(path, origin(path)) for path in _leaves(config, ())]
    return {"format_version": FORMAT_VERSION, "config": config, "origins": found}


def origin_text(origin: Origin | None) -> str | None:
    """Return where a value comes from, as one line: ``prod/clients.yaml:5, overrides base/clients.yaml:4``."""
    if origin is None:
        return None
    text = _line(origin.location)
    if origin.overrides:
        text += ", overrides " + ", ".join(map(_line, origin.overrides))
    return joined([visible("; ".join((text, *origin.through)))])


def _line(location: Location) -> str:
    return f"{location.file}:{location.line}"


def _origin_object(path: Path, origin: Origin | None) -> Object:
    return {
        "path": written(path),
        "source": location_object(origin.location) if origin else None,
        "overrides": [location_object(location) for location in origin.overrides] if origin else [],
        "through": list(origin.through) if origin else [],
    }


def _leaves(value: Value, at: Path) -> Iterator[Path]:
    match value:
        case dict() if value:
            for key, item in value.items():
                yield from _leaves(item, (*at, key))
        case list() if value:
            for index, item in enumerate(value):
                yield from _leaves(item, (*at, index))
        case _:
            yield at


def _plain(value: Value) -> Value:
    match value:
        case Secret():
            return value.written
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case _:
            return value
