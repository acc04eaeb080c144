import subprocess
import sys
from pathlib import Path

import pytest

from deploy_cli.emulator.certificates import new_certificates
from deploy_cli.emulator.environment import environment, lines, write_atomically
from deploy_cli.emulator.server import Server


def test_with_https_any_tool_finds_the_emulator_and_trusts_it(tmp_path: Path) -> None:
    server = Server.bind(0, new_certificates())
    server.stop()
    authority = tmp_path / "ca.pem"

    variables = environment(server, client_id="id", client_secret="s3", authority=authority)

    assert variables == {
        "AUTH0_DOMAIN": f"localhost:{server.port}",
        "AUTH0_CLIENT_ID": "id",
        "AUTH0_CLIENT_SECRET": "s3",
        "SSL_CERT_FILE": str(authority),
        "NODE_EXTRA_CA_CERTS": str(authority),
        "REQUESTS_CA_BUNDLE": str(authority),
        "CURL_CA_BUNDLE": str(authority),
    }


def test_without_https_the_domain_says_so() -> None:
    server = Server.bind()
    server.stop()

    variables = environment(server, client_id="id", client_secret="s3", authority=None)

    assert variables["AUTH0_DOMAIN"] == f"http://localhost:{server.port}"
    assert "SSL_CERT_FILE" not in variables


@pytest.mark.parametrize("value", ["plain", "with space", "it's", 'a"b', "$HOME `id` \\", "#x", ""])
def test_a_shell_reads_what_was_written(value: str, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("there is no POSIX shell")
    path = tmp_path / "e"
    path.write_text(lines({"NAME": value}))

    command = ["/bin/sh", "-c", f'. "{path}"; printf %s "$NAME"']
    read = subprocess.run(command, capture_output=True, text=True, check=True)

    assert read.stdout == value


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "env"

    write_atomically(path, "x", private=True)
    write_atomically(path, "y", private=True)

    assert path.read_text() == "y"
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "env"
    folder.mkdir()

    with pytest.raises(OSError, match="env"):
        write_atomically(folder, "x")

    assert list(tmp_path.iterdir()) == [folder]
