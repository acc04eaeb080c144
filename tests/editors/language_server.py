"""A client of the YAML language server, as far as an editor needs one: it opens texts and asks about places in them."""

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False},
    },
    "http": {},
    "[yaml]": {},
    "editor": {},
    "files": {},
}
"""What an editor would say, but without any schema of the network."""

PATIENCE = 60
"""Seconds; only what hangs takes this long."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What the server finds wrong."""

    line: int
    """Counted from 1."""
    text: str
    """The text that is underlined, as far as it stands on one line."""
    message: str


class LanguageServer:
    """A server that runs; `close` ends it."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            [*command, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._last = 0
        self._texts: dict[str, str] = {}
        capabilities = {
            "textDocument": {
                "completion": {
                    "completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}
                },
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
        }
        self.request(
            "initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities}
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def diagnostics(self, file: Path, text: str | None = None) -> list[Diagnostic]:
        """Open `file`, with `text` in it instead of its own, and return what is wrong with it."""
        uri = self._open(file, text)
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return [self._diagnostic(uri, found) for found in message["params"]["diagnostics"]]

    def completions(self, file: Path, text: str) -> dict[str, dict[str, Any]]:
        """Return what is offered at the `█` in `text`, by its label."""
        uri, position = self._at(file, text)
        answer = self.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
        return {item["label"]: item for item in answer["items"]}

    def hover(self, file: Path, text: str) -> str:
        """Return what is told about the place of the `█` in `text`."""
        uri, position = self._at(file, text)
        answer = self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
        return str(answer["contents"]["value"]) if answer else ""

    def request(self, method: str, params: object) -> Any:
        """Ask the server, answer what it asks meanwhile, and return its answer."""
        self._last += 1
        number = self._last
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def close(self) -> None:
        """End the server."""
        self.request("shutdown", None)
        self._notify("exit", None)
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _at(self, file: Path, text: str) -> tuple[str, dict[str, int]]:
        before = text[: text.index("█")]
        line = before.count("\n")
        uri = self._open(file, text.replace("█", ""))
        return uri, {"line": line, "character": len(before) - before.rfind("\n") - 1}

    def _open(self, file: Path, text: str | None) -> str:
        """Open a file, or a text as a new file beside it: the server still speaks of one that was closed."""
        self._last += 1
        uri = file.as_uri() if text is None else file.with_stem(f"{file.stem}-{self._last}").as_uri()
        self._texts[uri] = file.read_text("utf-8") if text is None else text
        document = {"uri": uri, "languageId": "yaml", "version": self._last, "text": self._texts[uri]}
        self._notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def _diagnostic(self, uri: str, found: dict[str, Any]) -> Diagnostic:
        start, end = found["range"]["start"], found["range"]["end"]
        line = self._texts[uri].splitlines()[start["line"]]
        upto = end["character"] if end["line"] == start["line"] else len(line)
        return Diagnostic(start["line"] + 1, line[start["character"] : upto], found["message"])

    def _next(self) -> dict[str, Any]:
        """Return the next message, after answering it if it is a question of the server's."""
        message = self._messages.get(timeout=PATIENCE)
        assert message is not None, "the language server has ended"
        if "method" in message and "id" in message:
            wanted = (
                message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
            )
            result = [_setting(item.get("section", "")) for item in wanted]
            self._send({"id": message["id"], "result": result or None})
        return message

    def _notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while (length := _length(stream)) is not None:
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)


def _length(stream: IO[bytes]) -> int | None:
    """Read the head of a message and return how long it is; None at the end."""
    length = None
    while line := stream.readline():
        if line == b"\r\n":
            return length
        name, _, value = line.decode("ascii").partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return None


def _setting(section: str) -> object:
    return SETTINGS.get(section, {})
