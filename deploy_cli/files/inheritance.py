"""What the layers of an environment pass on to those that extend them."""

from typing import Final

from deploy_cli.core.values import Value
from deploy_cli.files.compose import Placed
from deploy_cli.files.place import Place

_OF_ONE_ENVIRONMENT: Final = ("name", "domain", "extends", "promotes_from")
"""Fields of the ``environment`` block that are not inherited: who extends prod must not deploy to prod."""

_ACCEPTED: Final = "waivers"
"""What is accepted in one environment is accepted there: each is reviewed by itself."""


def declared(parts: list[list[Placed]]) -> dict[str, tuple[Value, Place | None]]:
    """Return all variables; those of a later layer win."""
    found: dict[str, tuple[Value, Place | None]] = {}
    for layer in parts:
        for value, place in layer:
            block = value.get("environment")
            variables = block.get("variables") if isinstance(block, dict) else None
            if isinstance(variables, dict):
                where = place.nearest(("environment", "variables"))
                found |= {name: (item, where.child(name)) for name, item in variables.items()}
    return found


def inherited(sections: dict[str, Placed]) -> dict[str, Placed]:
    """Return the sections of a layer as those that extend it see them."""
    if "environment" not in sections:
        return sections
    block, place = sections["environment"]
    kept = {key: value for key, value in block.items() if key not in _OF_ONE_ENVIRONMENT}
    if isinstance(judged := kept.get("guardrails"), dict):
        kept["guardrails"] = {key: value for key, value in judged.items() if key != _ACCEPTED}
    return {**sections, "environment": (kept, place)}
