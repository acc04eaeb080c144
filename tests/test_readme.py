"""What the README promises is there: its commands, their options, the exit codes."""

import re
from pathlib import Path

import click
import pytest

from deploy_cli.cli.exits import MEANINGS
from deploy_cli.cli.main import COMMANDS, cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z-]+(?: [a-z]+)?)[^`]*` \| (.*) \|$", re.MULTILINE)
ROWS = dict(ROW.findall(README.partition("## Commands")[2]))


def command_of(name: str) -> click.Command:
    context = click.Context(cli)
    first, _, second = name.partition(" ")
    command = cli.get_command(context, first)
    assert command is not None, name
    if second:
        assert isinstance(command, click.Group)
        command = command.get_command(context, second)
        assert command is not None, name
    return command


def test_every_command_has_its_row() -> None:
    assert {name.partition(" ")[0] for name in ROWS} == set(COMMANDS)


@pytest.mark.parametrize("name", ROWS)
def test_every_option_in_a_row_exists(name: str) -> None:
    options = {option for parameter in command_of(name).params for option in parameter.opts}

    assert set(re.findall(r"--[a-z-]+", ROWS[name])) <= options


def test_the_exit_codes_are_those_of_the_help() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}

    assert listed == {int(code) for code in MEANINGS}
