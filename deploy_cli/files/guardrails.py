"""How the findings of an environment are judged, as its files say it."""

from collections.abc import Mapping

from deploy_cli.core.tenant import Guardrails, Waiver
from deploy_cli.core.values import Object
from deploy_cli.files.compose import Placed


def guardrails_of(block: Object, sections: Mapping[str, Placed]) -> Guardrails:
    """Return what the ``environment`` block says, which is valid."""
    said = block.get("guardrails")
    if not said:
        return Guardrails()
    place = sections["environment"][1]
    severities = said.get("severities") or {}
    return Guardrails(
        profile=said.get("profile", "default"),
        severities=severities,
        assurance=said.get("assurance"),
        waivers=tuple(
            Waiver(**waiver, source=place.nearest(("guardrails", "waivers", at)).location)
            for at, waiver in enumerate(said.get("waivers") or ())
        ),
        sources={name: place.nearest(("guardrails", "severities", name)).key for name in severities},
    )
