"""Questions about refresh tokens and their answers: one folder each, no code per case.

`command.txt` holds what follows `deploy-cli refresh-tokens`; `answer.txt` is what is printed. The first ones are the
questions of the two documents that the product was conceived from.
"""

import shlex
from pathlib import Path

import pytest

from deploy_cli.cli.main import run
from tests.conftest import Golden

CASES = Path(__file__).parent / "refresh_tokens"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_the_answer_is_as_it_was(
    case: str, golden: Golden, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = CASES / case
    monkeypatch.chdir(folder)

    code = run(["refresh-tokens", *shlex.split((folder / "command.txt").read_text("utf-8"))])

    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "")
    assert max(map(len, printed.out.splitlines())) <= 80 or "markdown" in case
    golden(folder / "answer.txt", printed.out)
