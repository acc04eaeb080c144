"""The state directory: where things are kept that are convenient to have and cost nothing to lose."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "DEPLOY_CLI_STATE_DIR"


def state_dir(environ: Mapping[str, str]) -> Path:
    """Return the state directory: what `DEPLOY_CLI_STATE_DIR` says, or the platform's own place. Not created here."""
    if told := environ.get(VARIABLE):
        return Path(told).expanduser()
    import platformdirs

    return Path(platformdirs.user_state_path("deploy-cli", appauthor=False))
