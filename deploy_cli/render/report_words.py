"""What the views of a report say in the same words. Nothing is escaped here."""

from typing import Final

from deploy_cli.core.values import Object

NOT_CONFIRMED: Final = "written, but reads back otherwise"

_WORDS: Final = {"done": "done", "failed": "failed", "not_tried": "not tried"}


def totals(report: Object) -> str:
    """Return the last line: ``Applied: 3 done, 1 failed, 2 not tried.``"""
    counts = report["summary"]
    text = "Applied: " + ", ".join(f"{counts[key]:,} {word}" for key, word in _WORDS.items())
    return f"{text}, {counts['not_confirmed']:,} not confirmed." if counts["not_confirmed"] else f"{text}."


def ending(report: Object) -> str:
    """Return what became of the run, in a sentence."""
    match report["exit"]["name"]:
        case "interrupted":
            return "The run was stopped before its end; `apply --resume` goes on."
        case "partly":
            return "Not everything was applied. Set right what failed and apply again: it goes on."
        case _ if not report["outcomes"]:
            return "There was nothing to do."
        case _:
            return "Everything was applied, and reads back as it was written."
