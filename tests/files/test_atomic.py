"""Files are written as a whole or not at all."""

import os
from pathlib import Path

import pytest

from deploy_cli.errors import UsageError
from deploy_cli.files import atomic


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    atomic.write_all({tmp_path / "a" / "b": b"1", tmp_path / "c": b"2"})

    assert ((tmp_path / "a" / "b").read_bytes(), (tmp_path / "c").read_bytes()) == (b"1", b"2")
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["b", "c"]


def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o640)
    mask = os.umask(0o022)
    try:
        atomic.write_all({tmp_path / "old": b"x", tmp_path / "new": b"x"})
        atomic.write(tmp_path / "own", b"x", mode=0o600)
    finally:
        os.umask(mask)

    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("old", "new", "own")] == [
        0o640,
        0o644,
        0o600,
    ]


def test_when_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")

    with pytest.raises(UsageError, match=r"file` cannot be written"):
        atomic.write_all({tmp_path / "file": b"new", tmp_path / "file" / "below": b"x"})

    assert (tmp_path / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match="folder` cannot be written"):
        atomic.write(tmp_path / "folder", b"x")


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")

    atomic.write(tmp_path / "link", b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_and_stays() -> None:
    atomic.write(Path(os.devnull), b"x")

    assert Path(os.devnull).is_char_device()
