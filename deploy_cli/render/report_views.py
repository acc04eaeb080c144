"""All views of a report by their names; each is drawn from the report's value and from nothing else."""

from typing import Final

from deploy_cli.core.values import Object

FORMATS: Final = ("text", "json", "markdown", "junit")


def view(report: Object, form: str) -> str:
    """Return ``report`` in one of `FORMATS`, as a file holds it, but for the line end at its end."""
    match form:
        case "text":
            from deploy_cli.render.report_text import report_text

            return report_text(report)
        case "json":
            from deploy_cli.render.plan_json import json_text

            return json_text(report)
        case "markdown":
            from deploy_cli.render.report_markdown import report_markdown

            return report_markdown(report)
        case "junit":
            from deploy_cli.render.report_junit import report_junit

            return report_junit(report)
        case _:
            raise ValueError(f"`{form}` is none of {', '.join(FORMATS)}")
