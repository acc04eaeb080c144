"""Secrets that files do not hold but stand for: what the official tool exports where Auth0 shows nothing."""

from deploy_cli.core.path import Path, found, pattern
from deploy_cli.core.resource_type import Described
from deploy_cli.core.values import NOT_SHOWN, Object, Value


def without_hidden(described: Described, body: Object) -> Object:
    """Return ``body`` without the secrets that it only stands for, so that what the tenant has is kept."""
    for text in (*described.secret, *described.write_only):
        for path, value in list(found(body, pattern(text))):
            if value == NOT_SHOWN:
                body = _removed(body, path)
    return body


def _removed(value: Value, path: Path) -> Value:
    """Return a copy of ``value`` without the key that ``path`` leads to."""
    part, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(part, int):
        return [_removed(item, rest) if index == part else item for index, item in enumerate(value)]
    if rest:
        return {**value, part: _removed(value[part], rest)}
    return {key: item for key, item in value.items() if key != part}
