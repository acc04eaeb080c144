import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import jwt
import pytest

from deploy_cli.emulator.errors import EmulatorError, FaultsError, PortError
from deploy_cli.emulator.serving import Settings, reset, running


def hush(_: str) -> None:
    """Hear what is announced, and say nothing."""


def variables(env_file: Path) -> dict[str, str]:
    lines = [line for line in env_file.read_text().splitlines() if not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@contextmanager
def connect(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """A client that knows nothing but the environment file, with a token."""
    domain = environment["AUTH0_DOMAIN"]
    url = domain if domain.startswith("http://") else f"https://{domain}"
    trusted = environment.get("SSL_CERT_FILE")
    form = {
        "grant_type": "client_credentials",
        "client_id": environment["AUTH0_CLIENT_ID"],
        "client_secret": environment["AUTH0_CLIENT_SECRET"],
        "audience": f"https://{url.partition('://')[2]}/api/v2/",
    }
    verify = ssl.create_default_context(cafile=trusted) if trusted else True
    with httpx.Client(base_url=url, verify=verify) as client:
        token = client.post("/oauth/token", data=form).raise_for_status().json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


@pytest.mark.parametrize("https", [False, True])
def test_the_environment_file_is_all_that_a_client_needs(https: bool, tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    said: list[str] = []

    with running(Settings(https=https, env_file=env_file), said.append) as server:
        with connect(variables(env_file)) as client:
            assert client.get("/api/v2/clients").status_code == 200
        assert said[-1] == f"listening on {server.url}"

    assert list(tmp_path.iterdir()) == []


def test_a_stranger_can_check_a_token(tmp_path: Path) -> None:
    env_file = tmp_path / "env"

    with running(Settings(env_file=env_file), hush), connect(variables(env_file)) as client:
        token = client.headers["authorization"].split()[1]
        keys = jwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").json())
        audience = f"https://{client.base_url.netloc.decode()}/api/v2/"
        claims = jwt.decode(
            token, keys[jwt.get_unverified_header(token)["kid"]], algorithms=["RS256"], audience=audience
        )

    assert claims["iss"] == f"https://{client.base_url.netloc.decode()}/"


def test_what_is_kept_in_a_file_is_there_the_next_time(tmp_path: Path) -> None:
    env_file, state = tmp_path / "env", tmp_path / "made" / "state.db"
    settings = Settings(state=state, env_file=env_file)
    with running(settings, hush), connect(variables(env_file)) as client:
        client.post("/api/v2/roles", json={"name": "Admin"}).raise_for_status()
        before = client.get("/.well-known/jwks.json").json()

    with running(settings, hush), connect(variables(env_file)) as client:
        roles = client.get("/api/v2/roles").json()
        after = client.get("/.well-known/jwks.json").json()
    reset(state)
    with running(settings, hush), connect(variables(env_file)) as client:
        roles_after_reset = client.get("/api/v2/roles").json()

    assert [role["name"] for role in roles] == ["Admin"]
    assert before == after
    assert roles_after_reset == []


def test_a_state_can_be_reset_while_it_is_served(tmp_path: Path) -> None:
    env_file, state = tmp_path / "env", tmp_path / "state.db"

    with running(Settings(state=state, env_file=env_file), hush), connect(variables(env_file)) as client:
        client.post("/api/v2/roles", json={"name": "Admin"}).raise_for_status()
        reset(state)
        roles = client.get("/api/v2/roles")

    assert roles.json() == []


def test_limits_latency_and_faults_are_those_of_the_settings(tmp_path: Path) -> None:
    env_file, faults = tmp_path / "env", tmp_path / "faults.yaml"
    faults.write_text("rules: [{match: {path: /api/v2/roles}, then: {status: 503}}]")
    settings = Settings(limits="free", latency=0.05, faults=faults, env_file=env_file)

    with running(settings, hush), connect(variables(env_file)) as client:
        started = time.monotonic()
        answer = client.get("/api/v2/clients")
        took = time.monotonic() - started
        failed = client.get("/api/v2/roles")

    assert answer.headers["x-ratelimit-limit"] == "2"
    assert took >= 0.05
    assert failed.status_code == 503


def test_a_file_that_is_not_the_emulators_is_never_replaced(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PASSWORD=x\n")

    with (
        pytest.raises(EmulatorError, match="not written by the emulator"),
        running(Settings(env_file=env_file), hush),
    ):
        pass

    assert env_file.read_text() == "PASSWORD=x\n"


def test_what_an_earlier_run_left_is_replaced(tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    with running(Settings(env_file=env_file), hush):
        left = env_file.read_text()
    env_file.write_text(left)

    with running(Settings(env_file=env_file), hush) as server:
        assert variables(env_file)["AUTH0_DOMAIN"] == server.url


@pytest.mark.parametrize("content", ["", "no database at all, and long enough to be none"])
def test_a_state_that_is_none_is_an_error_with_a_hint(content: str, tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    state.write_text(content)

    if not content:
        with running(Settings(state=state), hush):
            return
    with pytest.raises(EmulatorError, match=r"state\.db") as caught, running(Settings(state=state), hush):
        pass
    assert caught.value.hint


def test_other_settings_that_will_not_do_are_errors(tmp_path: Path) -> None:
    with running(Settings(), hush) as server:
        for settings, error in [
            (Settings(port=server.port), PortError),
            (Settings(faults=tmp_path / "none.yaml"), FaultsError),
            (Settings(limits="gold"), EmulatorError),
            (Settings(env_file=tmp_path), EmulatorError),
            (Settings(state=tmp_path), EmulatorError),
        ]:
            with pytest.raises(error), running(settings, hush):
                pass


def test_an_error_leaves_the_port_free(tmp_path: Path) -> None:
    with running(Settings(), hush) as server:
        port = server.port
    with pytest.raises(EmulatorError), running(Settings(port=port, limits="gold"), hush):
        pass

    with running(Settings(port=port), hush) as server:
        assert server.port == port


SERVE = """
import sys
from pathlib import Path
from deploy_cli.emulator.serving import Settings, run
run(Settings(https=True, env_file=Path(sys.argv[1])), lambda text: print(text, flush=True))
print("bye", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_gracefully(number: signal.Signals, tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(env_file)], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert process.stdout is not None
    while "listening" not in (line := process.stdout.readline()):
        assert line
    assert env_file.exists()

    process.send_signal(number)
    rest, _ = process.communicate(timeout=10)

    assert (rest, process.returncode) == ("bye\n", 0)
    assert list(tmp_path.iterdir()) == []


IN_PROCESS = """
import json, sys
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
emulator = Emulator.open()
form = {"grant_type": "client_credentials", "client_id": DEPLOY_CLIENT_ID, "client_secret": DEPLOY_CLIENT_SECRET}
body = json.dumps({**form, "audience": "https://emulator/api/v2/"}).encode()
answer = emulator.handle(Request("POST", "/oauth/token", (), {"content-type": "application/json"}, body))
token = json.loads(answer.body)["access_token"]
answer = emulator.handle(Request("GET", "/api/v2/clients", (), {"authorization": "Bearer " + token}))
print(json.dumps([answer.status, sorted(sys.modules)]))
"""


def test_in_process_nothing_heavy_is_imported() -> None:
    run = subprocess.run([sys.executable, "-c", IN_PROCESS], capture_output=True, text=True, check=True)

    status, modules = json.loads(run.stdout)

    assert status == 200
    assert not {"cryptography", "jwt", "httpx", "trustme", "yaml", "ssl", "http.client", "jsonschema"} & set(
        modules
    )


def test_every_request_is_written_down_with_what_it_did_and_what_was_told(tmp_path: Path) -> None:
    faults, log, env_file = tmp_path / "faults.yaml", tmp_path / "log.jsonl", tmp_path / "env"
    faults.write_text(
        "rules:\n- match: {method: POST, path: /api/v2/roles}\n  then: {drop: after}\n"
        "- match: {method: POST, path: /api/v2/clients}\n  then: {status: 503}\n"
    )
    with (
        running(Settings(faults=faults, log=log, env_file=env_file), hush),
        connect(variables(env_file)) as client,
    ):
        client.get("/api/v2/clients?page=0")
        assert client.post("/api/v2/clients", json={"name": "Shop"}).status_code == 503
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/api/v2/roles", json={"name": "Clerk"})
    lines = [json.loads(line) for line in log.read_text().splitlines()]

    assert [(one["method"], one["path"], one["carried_out"], one["answered"]) for one in lines] == [
        ("POST", "/oauth/token", 200, 200),
        ("GET", "/api/v2/clients", 200, 200),
        ("POST", "/api/v2/clients", None, 503),
        ("POST", "/api/v2/roles", 200, None),
    ]
    assert lines[1]["query"] == {"page": "0"}
    assert "secret" not in log.read_text()
