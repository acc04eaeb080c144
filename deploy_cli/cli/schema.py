"""``deploy-cli schema``."""

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console

_NAMES = {
    "tenant": None,
    "composed": "composed.json",
    "plan": "plan.json",
    "snapshot": "snapshot.json",
    "recommendation": "recommendation.json",
    "report": "report.json",
    "faults": "faults.json",
    "tenantSettings": "tenant",
}
"""What is not named after its section. The section `tenant`, its settings, yields to the tenant file."""


@click.command(cls=Command)
@click.argument(
    "what", default="tenant", metavar="[tenant|composed|plan|recommendation|report|snapshot|faults|SECTION]"
)
@click.option("--docs", is_flag=True, help="Explain every field, as Markdown.")
@click.pass_obj
def command(console: Console, what: str, *, docs: bool) -> None:
    """Print the JSON Schema of a tenant file, of a result (a plan, a report …), or of one section such as clients.

    It is one document that refers to no other, so that an editor or another tool can use it as it is. That of the
    tenant file describes what is written: references and changes of lists are allowed. `composed` is the strict one,
    for what the files come to.
    """
    from deploy_cli.files.schemas import bundled

    name = what.removesuffix(".json")
    if docs:
        console.show(_docs(name).rstrip("\n"))
    else:
        console.show_json(bundled(_NAMES.get(name, name)))


def _docs(name: str) -> str:
    from deploy_cli.files.schemas import bundled, shipped
    from deploy_cli.render.schema_docs import section_docs, tenant_docs

    if name not in ("tenant", "composed"):
        section = _NAMES.get(name, name)
        return section_docs(str(section).removesuffix(".json"), bundled(section))
    sections = shipped().sections
    return tenant_docs(sections, {one: bundled(one) for one in sections if not shipped().unsupported(one)})
