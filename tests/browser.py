"""A real Chromium without a window, driven through a pipe: no library, no port.

Set CHROMIUM to its path, or have ``chromium`` on the PATH; Debian's ``chromium-headless-shell`` will do.
"""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final

_NAMES: Final = ("chromium", "chromium-headless-shell", "chrome-headless-shell", "google-chrome", "chrome")

CHROMIUM: Final = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
"""The browser to use; none where there is none."""

_START: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Gives the browser the descriptors that it reads and writes."""

_HIGH: Final = 20
"""File descriptors from here on are in nobody's way."""


class Browser:
    """One browser process, as long as a ``with`` block; see https://chromedevtools.github.io/devtools-protocol."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        theirs_in, ours_out = map(_high, os.pipe())
        ours_in, theirs_out = map(_high, os.pipe())
        options = [
            f"--user-data-dir={profile}",
            "--headless",
            "--remote-debugging-pipe",
            "--disable-gpu",
            "--no-first-run",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs_in), str(theirs_out), CHROMIUM, *options],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._out, self._in = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self._count, self._rest = 0, b""
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        self._out.close()
        self._in.close()

    def ask(self, method: str, session: str | None = None, **settings: Any) -> dict[str, Any]:
        """Send a command and return its result; what happens meanwhile is kept in `events`."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": settings}
        if session is not None:
            message["sessionId"] = session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while True:
            told = self._next()
            if told.get("id") == self._count:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self.events.append(told)

    @contextmanager
    def page(self, *, width: int = 1280, height: int = 900, scripts: bool = True) -> "Iterator[Page]":
        """Give an empty page."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.ask(f"{domain}.enable")
        page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.resize(width, height)
        self.events.clear()
        yield page
        self.ask("Target.closeTarget", targetId=target)

    def wait(self, method: str) -> dict[str, Any]:
        """Return the parameters of the next event of this kind, which may have happened already."""
        while not (found := [event for event in self.events if event.get("method") == method]):
            self.events.append(self._next())
        parameters: dict[str, Any] = found[-1]["params"]
        return parameters

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            chunk = self._in.read1(1 << 20)
            assert chunk, "the browser is gone"
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told


@dataclass
class Page:
    """One page of the browser."""

    browser: Browser
    session: str
    seen: list[str] = field(default_factory=list)

    def ask(self, method: str, **settings: Any) -> dict[str, Any]:
        return self.browser.ask(method, self.session, **settings)

    def resize(self, width: int, height: int) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file and wait until it is there."""
        self.browser.events.clear()
        self.ask("Page.navigate", url=path.as_uri() + fragment)
        self.browser.wait("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """Return what an expression comes to, once its promise is kept."""
        told = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, as a person does."""
        for key in keys:
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            code = {"Enter": 13, "Escape": 27}.get(key, 0)
            for kind in ("keyDown", "keyUp"):
                told = {"text": text} if text and kind == "keyDown" else {}
                self.ask("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **told)

    def media(self, *, kind: str = "", scheme: str = "light") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=kind, features=features)

    def picture(self, path: Path, *, whole: bool = True) -> None:
        told = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(told["data"]))

    def trouble(self) -> list[str]:
        """Return what should never happen: dialogs, errors, violations of the policy, requests but for the page."""
        return [*filter(None, map(_trouble, self.browser.events))]


def _trouble(event: dict[str, Any]) -> str:
    told = event.get("params", {})
    match event.get("method"):
        case "Page.javascriptDialogOpening":
            return f"dialog {told['message']}"
        case "Runtime.exceptionThrown":
            return f"exception {told['exceptionDetails']}"
        case "Runtime.consoleAPICalled":
            return f"console {told['args']}"
        case "Log.entryAdded":
            return f"log {told['entry']['text']}"
        case "Network.requestWillBeSent" if _is_another(told):
            return f"request {told['request']['url']}"
        case _:
            return ""


def _is_another(request: dict[str, Any]) -> bool:
    address, document = request["request"]["url"], request["documentURL"]
    return str(address).partition("#")[0] != str(document)


def _high(descriptor: int) -> int:
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    os.close(descriptor)
    return moved
