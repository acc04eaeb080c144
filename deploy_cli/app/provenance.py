"""Where in the files a value of a resource comes from, also when a policy filled it in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from deploy_cli.core.diff import Rules, element_key, element_text
from deploy_cli.core.path import Element, Path
from deploy_cli.core.resource_type import Described, Documents
from deploy_cli.core.tenant import Origin, TenantFiles
from deploy_cli.core.values import Object, Value

_SAID_BY: Final[Mapping[str, str]] = {
    "rotation_type": "rotation",
    "leeway": "leeway",
    "expiration_type": "absolute_lifetime",
    "token_lifetime": "absolute_lifetime",
    "infinite_token_lifetime": "absolute_lifetime",
    "idle_token_lifetime": "inactivity_lifetime",
    "infinite_idle_token_lifetime": "inactivity_lifetime",
}
"""Auth0's fields of a refresh-token block → the field of a policy that decides them."""


@dataclass(frozen=True, slots=True, eq=False)
class Provenance:
    """Answers where the values of one resource come from; paths are those of edits."""

    files: TenantFiles
    described: Described
    at: Path
    """Where the resource stands in the sections of the files."""
    written: Object
    """What the files say of the resource, its policy not filled in."""

    def __call__(self, path: Path) -> Origin | None:
        """Return the place of the value at ``path``, what it overrides, and what was put in on the way."""
        policy = self.written.get("refresh_token_policy")
        block = self.described.policy_field
        if policy is not None and path[:1] == (block,) and not _is_written(self.written, path):
            return self._of_policy(str(policy), path)
        inner = self._in_file(path)
        if isinstance(self.described, Documents) and path[:1] == (self.described.value_field,):
            inner = inner[1:]
        return self.files.origin((*self.at, *inner))

    def _of_policy(self, name: str, path: Path) -> Origin | None:
        field = _SAID_BY.get(str(path[1])) if len(path) > 1 else None
        policies, known = self.files.policies, name
        while field is not None and field not in policies.get(known, {}):
            parent = policies.get(known, {}).get("extends")
            if parent is None or parent not in policies:
                field = None
            else:
                known = parent
        if field is None:
            origin = self.files.origin((*self.at, "refresh_token_policy"))
        else:
            origin = self.files.origin(("refresh_token_policies", known, field))
        return origin and replace(origin, through=(f"refresh_token_policy {name}", *origin.through))

    def _in_file(self, path: Path) -> Path:
        """Return ``path`` with the position of each element in its list, as long as it is found."""
        rules = Rules.of(self.described)
        value: Value = self.written
        found: list[str | int | Element] = []
        shape: tuple[str, ...] = ()
        for part in path:
            if isinstance(part, Element):
                position = _position(value, part.key, rules.element_key(shape) or ())
                if position is None:
                    break
                found.append(position)
                value, shape = value[position], (*shape, "[]")
            else:
                found.append(part)
                value = value.get(part) if isinstance(value, dict) else None
                shape = (*shape, str(part))
        return tuple(found)


def _position(items: Value, key: str, fields: tuple[str, ...]) -> int | None:
    for index, item in enumerate(items if isinstance(items, list) else ()):
        text = element_key(item, fields) if fields and isinstance(item, dict) else element_text(item)
        if text == key:
            return index
    return None


def _is_written(body: Value, path: Path) -> bool:
    for part in path:
        if not isinstance(body, dict) or part not in body:
            return False
        body = body[part]
    return True
