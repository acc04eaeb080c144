"""Rules, explained: one for a person in a terminal, all of them as a Markdown page, and for SARIF."""

from collections.abc import Iterable, Iterator
from typing import Final

from deploy_cli.core.tenant import OwnRule
from deploy_cli.core.values import Object
from deploy_cli.guardrails import called
from deploy_cli.guardrails.profiles import PROFILES
from deploy_cli.guardrails.rule import Rule
from deploy_cli.render.line import folded
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import visible

LEVELS: Final = {"error": "error", "warning": "warning", "info": "note", "off": "none"}
"""Severities, as SARIF calls them."""

_FAMILIES: Final = {
    "RT": "Refresh tokens",
    "GT": "Grants",
    "CB": "Redirects, origins, logout",
    "CL": "Client authentication",
    "TK": "Access tokens and ID tokens",
    "SS": "Sessions",
}


def explained(rule: Rule, *, paint: Paint, width: int = 80) -> str:
    """Return what a rule asks for, why, how to set it right, an example of either kind, and its sources."""
    lines = [f"{paint.strong(rule.id)} {rule.name} ({rule.severity})", *folded(rule.title, width), ""]
    lines += [*folded(rule.why, width), "", *_hanging("fix: ", rule.fix, width), ""]
    lines += ["fails:", *_example(rule.fails), "", "passes:", *_example(rule.passes), ""]
    lines += [f"profiles: {_profiles(rule)}", "sources:"]
    lines += [
        line for source in rule.sources for line in (f"  {source.title}", f"    {paint.faint(source.url)}")
    ]
    return "\n".join(lines)


def explained_own(rule: OwnRule, *, paint: Paint, width: int = 80) -> str:
    """Return what a team says of a rule of its own."""
    lines = [f"{paint.strong(visible(rule.id))} ({rule.severity})", *folded(visible(rule.message), width)]
    for text in (rule.why, rule.fix and f"fix: {rule.fix}"):
        lines += ["", *folded(visible(text), width)] if text else []
    about = ", ".join(map(visible, rule.on))
    return "\n".join([*lines, "", f"about: {about}", f"from: {visible(str(rule.source))}"])


def rule_page(rules: Iterable[Rule]) -> str:
    """Return a Markdown page of all rules."""
    lines = [
        "# Guardrails",
        "",
        "What `deploy-cli lint` looks at. Each rule can be called by its id or its name.",
    ]
    family = ""
    for rule in rules:
        if rule.id[:2] != family:
            family = rule.id[:2]
            lines += ["", f"## {_FAMILIES[family]}"]
        lines += [
            "",
            f"### {rule.id} {rule.name}",
            "",
            f"**{rule.title}** ({rule.severity})",
            "",
            *_markdown(rule),
        ]
    return "\n".join(lines)


def sarif_rule(name: str) -> Object:
    """Return what SARIF tells of the rule that a finding or a problem names."""
    rule = called(name)
    if rule is None:
        return {"id": name}
    markdown = "\n".join([f"**{rule.title}**", "", *_markdown(rule)])
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "helpUri": rule.sources[0].url,
        "help": {"text": f"{rule.why} To set it right: {rule.fix}.", "markdown": markdown},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["security"], "precision": "high"},
    }


def _markdown(rule: Rule) -> Iterator[str]:
    yield rule.why
    yield from ("", f"To set it right: {rule.fix}.")
    for title, text in (("Fails", rule.fails), ("Passes", rule.passes)):
        yield from ("", f"{title}:", "", "```yaml", text.rstrip(), "```")
    yield from (
        "",
        "Sources: " + ", ".join(f"[{source.title}]({source.url})" for source in rule.sources) + ".",
    )
    yield from ("", f"Profiles: {_profiles(rule)}.")


def _profiles(rule: Rule) -> str:
    return ", ".join(f"{name} {weigh(rule.id, rule.severity)}" for name, weigh in PROFILES.items())


def _hanging(head: str, text: str, width: int) -> Iterator[str]:
    first, *rest = folded(text, width - len(head))
    yield head + first
    yield from (" " * len(head) + line for line in rest)


def _example(text: str) -> Iterator[str]:
    return (f"  {line}" for line in text.rstrip().split("\n"))
