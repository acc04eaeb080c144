"""The environment file: what makes any client of the Management API use the emulator instead of a tenant."""

import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from deploy_cli.emulator.server import Server

MARK = "# Written by `deploy-cli emulator serve`; gone when it stops.\n"
"""The first line of every environment file: what has it may be replaced."""

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")


def environment(
    server: Server, *, client_id: str, client_secret: str, authority: Path | None
) -> dict[str, str]:
    """Variables by the names that Auth0's own tools, Node, Python and OpenSSL read.

    With HTTPS the domain is `localhost:PORT`, which those tools put `https://` before; without it the domain says
    `http://`, which they would not understand: plain HTTP is for tools that accept it. ``authority`` is the file
    with the certificate to trust.
    """
    variables = {
        "AUTH0_DOMAIN": server.url if authority is None else server.domain,
        "AUTH0_CLIENT_ID": client_id,
        "AUTH0_CLIENT_SECRET": client_secret,
    }
    if authority is not None:
        trusting = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        variables |= dict.fromkeys(trusting, str(authority.absolute()))
    return variables


def lines(variables: dict[str, str]) -> str:
    """The variables as shells, `node --env-file`, Docker and dotenv readers take them: one `NAME=value` a line."""
    return MARK + "".join(f"{name}={_quoted(value)}\n" for name, value in variables.items())


def write_atomically(path: Path, text: str, *, private: bool = False) -> None:
    """Write ``text`` so that nobody ever reads half of it; a ``private`` file is its owner's alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as file:
        draft = Path(file.name)
        file.write(text)
    try:
        draft.chmod(0o600 if private else 0o644)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _quoted(value: str) -> str:
    """Quote what a shell would take apart. Single quotes mean the same to all readers, if there is none inside."""
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("'", "'\\''") + "'"
