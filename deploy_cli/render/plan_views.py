"""All views of a plan by their names; each is drawn from the plan's value and from nothing else."""

from typing import Final

from deploy_cli.core.values import Object

FORMATS: Final = ("text", "json", "markdown", "html", "gitlab")


def view(plan: Object, form: str, *, provenance: bool = False) -> str:
    """Return ``plan`` in one of `FORMATS`, as a file holds it, but for the line end at its end.

    The text has no colour and is 80 columns wide; with ``provenance`` it says of every value where it comes from, as
    the page and the JSON always do.
    """
    match form:
        case "text":
            from deploy_cli.render.plan_text import plan_text

            return plan_text(plan, provenance=provenance)
        case "json":
            from deploy_cli.render.plan_json import json_text

            return json_text(plan)
        case "markdown":
            from deploy_cli.render.plan_markdown import plan_markdown

            return plan_markdown(plan)
        case "html":
            from deploy_cli.render.plan_html import plan_html

            return plan_html(plan)
        case "gitlab":
            from deploy_cli.render.plan_gitlab import plan_gitlab

            return plan_gitlab(plan)
        case _:
            raise ValueError(f"`{form}` is none of {', '.join(FORMATS)}")
