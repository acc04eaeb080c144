"""Prints how far the emulator agrees with recorded traffic.

    python -m tests.emulator.replay [FILE] [--list] [--only TEXT]

FILE holds one JSON object a line (``recording``, ``source``, ``n``, ``method``, ``path``, ``query``, ``request``,
``status``, ``response``). ``--list`` names every disagreement, ``--only`` keeps to the
recordings and paths that hold TEXT.
"""

import argparse
import sys
from pathlib import Path

from tests.emulator.replay.player import play
from tests.emulator.replay.recording import load
from tests.emulator.replay.report import lines, listed

DEFAULT = Path(__file__).parents[4] / "shared" / "recordings" / "interactions.jsonl"


def main() -> None:
    """Replay a file and print the shares."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulator.replay")
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--list", action="store_true", help="name every disagreement")
    parser.add_argument("--only", default="", help="keep to recordings and paths that hold this text")
    arguments = parser.parse_args()
    outcomes = [
        outcome
        for recording in load(arguments.file)
        for outcome in play(recording)
        if arguments.only in f"{outcome.interaction.recording} {outcome.interaction.path}"
    ]
    for line in (*(listed(outcomes) if arguments.list else ()), *lines(outcomes)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
