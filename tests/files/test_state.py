"""The state directory is where the environment says, or the platform's own place."""

from pathlib import Path

import platformdirs

from deploy_cli.files.state import state_dir


def test_the_environment_says_where_state_is_kept() -> None:
    assert state_dir({"DEPLOY_CLI_STATE_DIR": "/x/y"}) == Path("/x/y")
    assert state_dir({"DEPLOY_CLI_STATE_DIR": "~/y"}) == Path.home() / "y"


def test_otherwise_it_is_the_place_of_the_platform() -> None:
    assert state_dir({}) == Path(platformdirs.user_state_dir("deploy-cli", appauthor=False))
