"""What the tests of tenant files share: folders written from a mapping, and loading them."""

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from deploy_cli.core.tenant import TenantFiles
from deploy_cli.errors import ConfigError
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL

Load = Callable[..., TenantFiles]
Problems = Callable[..., list[str]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], None]:
    """Write files below an empty working directory, so that messages name them as they are named here."""
    monkeypatch.chdir(tmp_path)

    def written(files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(textwrap.dedent(text).encode())

    return written


@pytest.fixture
def loaded(write: Callable[[Mapping[str, str]], None]) -> Load:
    """Write files and load one of them, or a folder."""

    def loading(
        files: Mapping[str, str] | str,
        target: str = "tenant.yaml",
        *,
        environ: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> TenantFiles:
        write({"tenant.yaml": files} if isinstance(files, str) else files)
        return load(Path(target), ALL, environ=environ or {}, variables=variables)

    return loading


@pytest.fixture
def problems(loaded: Load) -> Problems:
    """Write files, load them, and return what is wrong as ``file:line:column address: message (hint)``."""

    def told(*args: object, **settings: object) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            loaded(*args, **settings)
        return [
            f"{problem.location or '-'} {problem.address or '-'}: {problem.message}"
            + (f" ({problem.hint})" if problem.hint else "")
            for problem in caught.value.problems
        ]

    return told
