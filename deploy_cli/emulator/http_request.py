"""An HTTP/1.1 request as it comes over a connection, read with bounds."""

from collections.abc import Mapping
from email.message import Message
from io import BufferedIOBase
from urllib.parse import parse_qsl

from deploy_cli.emulator.message import Request

LONGEST_BODY = 10 * 1024 * 1024
"""Bytes of a body that are read at most; the largest the real API takes is far below."""

_LONGEST_LINE = 8192


class Unreadable(Exception):
    """The request breaks HTTP, or a bound: the status to answer with, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def read_request(method: str, target: str, headers: "Message[str, str]", stream: BufferedIOBase) -> Request:
    """Read the rest of a request of which line and headers are known. Raises Unreadable.

    The path stays percent-encoded, for an encoded slash belongs to an identifier.
    """
    path, _, query = _origin_form(target).partition("?")
    try:
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
    except ValueError as error:
        raise Unreadable(400, f"the query cannot be read: {error}") from None
    return Request(method, path, pairs, _by_name(headers), _body(headers, stream))


def _origin_form(target: str) -> str:
    """A proxy names the whole URL (RFC 9112 section 3.2.2); of that, path and query count. A fragment is nobody's."""
    target = target.partition("#")[0]
    if target.startswith(("http://", "https://")):
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    if not target.startswith("/") and target != "*":
        raise Unreadable(400, "the target of the request is not a path")
    return target


def _by_name(headers: "Message[str, str]") -> Mapping[str, str]:
    """Names in lower case; a header given several times is one list (RFC 9110 section 5.3)."""
    named: dict[str, str] = {}
    for name, value in headers.items():
        key, text = name.lower(), str(value).strip()
        named[key] = f"{named[key]}, {text}" if key in named else text
    return named


def _body(headers: "Message[str, str]", stream: BufferedIOBase) -> bytes:
    lengths = set(headers.get_all("content-length", []))
    codings = headers.get("transfer-encoding")
    if codings is not None:
        if lengths or codings.strip().lower() != "chunked":
            raise Unreadable(400, "the transfer-encoding is not understood")
        return _chunks(stream)
    if not lengths:
        return b""
    length = lengths.pop().strip()
    if lengths or not (length.isascii() and length.isdecimal()):
        raise Unreadable(400, "the content-length is not one number")
    return _exactly(stream, _bounded(int(length[:20])))


def _chunks(stream: BufferedIOBase) -> bytes:
    """Read a chunked body (RFC 9112 section 7.1) with its trailer."""
    body = bytearray()
    while size := _chunk_size(stream):
        _bounded(len(body) + size)
        body += _exactly(stream, size)
        if _line(stream) != b"":
            raise Unreadable(400, "a chunk of the body is longer than it says")
    while _line(stream):
        pass
    return bytes(body)


def _chunk_size(stream: BufferedIOBase) -> int:
    text = _line(stream).partition(b";")[0].strip()
    if not text or text.strip(b"0123456789abcdefABCDEF"):
        raise Unreadable(400, "the size of a chunk is not a number")
    return int(text[:16], 16)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise Unreadable(400, "the body ends early")
    return line.rstrip(b"\r\n")


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise Unreadable(400, "the body ends early")
    return body


def _bounded(size: int) -> int:
    if size > LONGEST_BODY:
        raise Unreadable(413, f"the body is longer than {LONGEST_BODY} bytes")
    return size
