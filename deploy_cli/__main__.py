"""The entry point of ``deploy-cli`` and of ``python -m deploy_cli``."""

import sys

from deploy_cli import __version__


def main() -> None:
    """Run the command line; the version is told before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"deploy-cli {__version__}\n")
        return
    from deploy_cli.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
