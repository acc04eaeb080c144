"""``deploy-cli refresh-tokens advise``."""

import sys
from typing import TYPE_CHECKING

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.options import output_format
from deploy_cli.cli.refresh_tokens_show import places

if TYPE_CHECKING:
    from deploy_cli.app.advising import Advice


@click.command(cls=Command)
@click.argument("situation", required=False)
@output_format("text", "markdown")
@click.pass_obj
def command(console: Console, *, situation: str | None, form: str) -> None:
    """Help choose how long people stay logged in.

    There are seven situations, each with a policy to paste, the reasons for it, and what people notice: how long
    they may be away, when they must log in, what several devices, private windows or a stolen token mean. Without
    SITUATION it says which there are; as Markdown, all about all of them on one page.
    """
    from deploy_cli.app.advising import advice, all_advice
    from deploy_cli.files.advised import advised_text
    from deploy_cli.render.advice_markdown import advice_markdown, page_markdown
    from deploy_cli.render.advice_text import advice_text, overview_text

    paint, columns = console.paint, width(sys.stdout)
    if situation is not None:
        one = advice(situation, places())
        text = advised_text(one.file)
        as_markdown = form == "markdown"
        console.show(
            advice_markdown(one, text) if as_markdown else advice_text(one, text, paint=paint, width=columns)
        )
        return
    every: tuple[Advice, ...] = all_advice(places())
    if form == "markdown":
        console.show(page_markdown([(one, advised_text(one.file)) for one in every]))
    else:
        console.show(overview_text(every, paint=paint, width=columns))
