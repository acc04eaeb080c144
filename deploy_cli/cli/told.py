"""The emulator's failures as ours: it knows nothing of the rest of the package."""

from collections.abc import Iterator
from contextlib import contextmanager

from deploy_cli.emulator.errors import EmulatorError
from deploy_cli.errors import DeployError


@contextmanager
def told_by_emulator() -> Iterator[None]:
    """Turn what the emulator raises into a `DeployError`."""
    try:
        yield
    except EmulatorError as error:
        raise DeployError(error.summary, hint=error.hint) from error
