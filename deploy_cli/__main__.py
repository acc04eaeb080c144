"""The entry point of ``deploy-cli`` and of ``python -m deploy_cli``."""

import sys

from deploy_cli import __version__

INTERRUPTED = 130
"""`deploy_cli.cli.exits` has it, too, and is not imported for ``--version``."""


def main() -> None:
    """Run the command line; the version is told before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"deploy-cli {__version__}\n")
        return
    from deploy_cli.cli.main import run

    code = run(sys.argv[1:])
    if code == INTERRUPTED:  # one Ctrl-C more, while Python ends, has nothing left to stop
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
