"""The state directory is where the environment says, or the platform's own place; it is its owner's alone."""

import stat
from pathlib import Path

import platformdirs
import pytest

from deploy_cli.errors import UsageError
from deploy_cli.files.state import private_folder, state_dir


def test_the_environment_says_where_state_is_kept() -> None:
    assert state_dir({"DEPLOY_CLI_STATE_DIR": "/x/y"}) == Path("/x/y")
    assert state_dir({"DEPLOY_CLI_STATE_DIR": "~/y"}) == Path.home() / "y"


def test_otherwise_it_is_the_place_of_the_platform() -> None:
    assert state_dir({}) == Path(platformdirs.user_state_dir("deploy-cli", appauthor=False))


def test_folders_in_it_are_their_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "state" / "journals").mkdir(parents=True, mode=0o755)
    folder = private_folder(tmp_path / "state", "journals", "a/b")

    assert folder == tmp_path / "state" / "journals" / "a%2Fb"
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)] == [0o700, 0o700]


@pytest.mark.parametrize("name", ["..", ".", "../../etc", "/etc", "a\0b", "con:443"])
def test_no_name_leads_out_of_it(tmp_path: Path, name: str) -> None:
    folder = private_folder(tmp_path / "state", name)

    assert folder.parent == tmp_path / "state"
    assert folder.is_dir()
    assert folder.resolve().parent == (tmp_path / "state").resolve()


def test_a_link_in_it_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "journals").symlink_to(tmp_path, target_is_directory=True)

    with pytest.raises(UsageError, match="is a link"):
        private_folder(tmp_path / "state", "journals", "x")
    assert not (tmp_path / "x").exists()


def test_it_may_be_a_link_itself(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "real", target_is_directory=True)

    assert private_folder(tmp_path / "state", "journals").is_dir()


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")

    with pytest.raises(UsageError, match="is no folder"):
        private_folder(tmp_path / "state", "journals")
