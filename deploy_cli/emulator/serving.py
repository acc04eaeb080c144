"""What `emulator serve` and `emulator reset` do."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy_cli.emulator.certificates import new_certificates
from deploy_cli.emulator.emulator import Emulator, open_store
from deploy_cli.emulator.environment import MARK, environment, lines, write_atomically
from deploy_cli.emulator.errors import EmulatorError
from deploy_cli.emulator.faults_file import load
from deploy_cli.emulator.request_log import RequestLog, nothing
from deploy_cli.emulator.server import Server
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET

_BUILD_SECONDS = 0.5
"""What an action takes from draft to built: seconds with Auth0, but clients have to wait in any case."""

_DELETE_SECONDS = 0.5
"""How long the name of a deleted connection stays taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the emulator is served."""

    port: int = 0
    """0 is any that is free."""

    https: bool = False
    state: Path | None = None
    """Where the tenant is kept; in memory if there is none."""

    limits: str = "none"
    """The name of a plan, see `plans.NAMES`."""

    latency: float = 0.0
    """Seconds that every answer takes longer."""

    faults: Path | None = None
    env_file: Path | None = None
    """Written once the emulator listens, gone when it no longer does."""

    log: Path | None = None
    """Where every request is written down."""


def run(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, and tell ``announce`` where. Raises EmulatorError.

    Called in the main thread it leaves the signals as it found them.
    """
    stop = threading.Event()
    with _signals(stop), running(settings, announce):
        stop.wait()


@contextmanager
def running(settings: Settings, announce: Callable[[str], None]) -> Iterator[Server]:
    """Serve for the length of a ``with`` block. Raises EmulatorError."""
    faults = load(settings.faults) if settings.faults else None
    if settings.env_file:
        _clear(settings.env_file)
    with ExitStack() as closing:
        server = Server.bind(settings.port, new_certificates() if settings.https else None)
        closing.callback(server.stop)
        log = RequestLog.open(settings.log, time.time) if settings.log else None
        emulator = Emulator.open(
            settings.state,
            domain=server.domain,
            limits=settings.limits,
            latency=settings.latency,
            build_seconds=_BUILD_SECONDS,
            delete_seconds=_DELETE_SECONDS,
            faults=faults,
            signing="RS256",
            log=log or nothing,
        )
        closing.callback(emulator.close)
        if log is not None:
            closing.callback(log.close)
        closing.callback(server.stop)  # before the state is closed, for requests may be under way
        server.start(emulator.handle)
        closing.enter_context(_announced(settings, server, announce))
        yield server


def reset(state: Path) -> None:
    """Forget the tenant kept in ``state``; the next request finds a new one. Raises EmulatorError."""
    store = open_store(state)
    try:
        store.reset()
    finally:
        store.close()


@contextmanager
def _announced(settings: Settings, server: Server, announce: Callable[[str], None]) -> Iterator[None]:
    """Write the files that clients need, say what there is, and take the files away in the end."""
    with ExitStack() as files:
        try:
            authority = _authority(settings, server, files)
            if settings.env_file is not None:
                variables = environment(
                    server,
                    client_id=DEPLOY_CLIENT_ID,
                    client_secret=DEPLOY_CLIENT_SECRET,
                    authority=authority,
                )
                files.callback(settings.env_file.unlink, missing_ok=True)
                write_atomically(settings.env_file, lines(variables), private=True)
        except OSError as error:
            raise EmulatorError(f"a file for clients cannot be written: {error}") from error
        if authority is not None:
            announce(f"the certificate to trust is in `{authority}`")
        if settings.env_file is not None:
            announce(f"the environment for clients is in `{settings.env_file}`")
        announce(f"listening on {server.url}")
        yield


def _authority(settings: Settings, server: Server, files: ExitStack) -> Path | None:
    """Write the certificate to trust beside the environment file, or into a temporary folder."""
    if server.authority is None:
        return None
    if settings.env_file is not None:
        path = settings.env_file.with_name(f"{settings.env_file.name}.ca.pem")
    else:
        path = Path(files.enter_context(TemporaryDirectory(prefix="deploy-cli-"))) / "ca.pem"
    files.callback(path.unlink, missing_ok=True)
    write_atomically(path, server.authority)
    return path


def _clear(env_file: Path) -> None:
    """Remove what an earlier run left, for it speaks of an emulator that is gone; nothing else is ever overwritten."""
    try:
        text = env_file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    except OSError as error:
        raise EmulatorError(f"`{env_file}` cannot be written: {error}") from error
    if text and not text.startswith(MARK):
        hint = "name a file that is not there yet"
        raise EmulatorError(f"`{env_file}` was not written by the emulator and is not replaced", hint=hint)
    env_file.unlink(missing_ok=True)


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Turn SIGINT and SIGTERM into ``stop``; only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
