"""First projects: the files that ``deploy-cli init`` writes, and writing them where nothing is yet."""

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Final

from deploy_cli.errors import UsageError
from deploy_cli.files import atomic
from deploy_cli.files.advised import policies_text, situations_text
from deploy_cli.files.editor import editor_text
from deploy_cli.files.modeline import BESIDE, editor_schema_of
from deploy_cli.files.schemas import Schemas
from deploy_cli.lifetimes.situations import BY_KEY, SITUATIONS

WORKFLOW: Final = ".github/workflows/tenants.yml"

_POLICIES: Final = "tenants/base/refresh-tokens.yaml"
_EXAMPLES: Final = (
    "tenants/base/applications.yaml",
    "tenants/dev/tenant.yaml",
    "tenants/prod/tenant.yaml",
)
_CHOSEN: Final = ("spa", "web")
"""The situations of the applications in the example."""
_ENVIRONMENTS: Final = ("dev", "prod")
_LAYOUT: Final = """\
* `tenants/base` holds what every environment has, and the policies for staying logged in.
* `tenants/dev` and `tenants/prod` extend it, each with its own variables."""


def example(requirement: str) -> dict[str, bytes]:
    """Return a project with a base and two environments, both on the emulator: path → content.

    ``requirement`` is what pip installs in the workflow.
    """
    files = {name: _template(name).encode() for name in _EXAMPLES}
    chosen = policies_text([BY_KEY[key] for key in _CHOSEN]).rstrip("\n")
    files[_POLICIES] = _filled(_POLICIES, policies=chosen).encode()
    return files | surroundings(_ENVIRONMENTS, requirement, _LAYOUT)


def surroundings(environments: Sequence[str], requirement: str, layout: str) -> dict[str, bytes]:
    """Return what a project has besides tenant files: a workflow, a README, and what git is to ignore."""
    filled = {
        WORKFLOW: _filled("workflow.yml", requirement=requirement, environments=", ".join(environments)),
        "README.md": _filled(
            "README.md", layout=layout, first=environments[0], situations=situations_text(SITUATIONS)
        ),
        ".gitignore": _template("gitignore"),
    }
    return {name: text.encode() for name, text in filled.items()}


def with_schema(
    folder: Path, files: Mapping[str, bytes], schemas: Schemas, home: str = "."
) -> dict[str, bytes]:
    """Return ``files`` below ``folder`` with the line in each tenant file that tells editors where the schema is.

    Where there is no schema yet it is one of the files, in the folder ``home`` below.
    """
    editors = editor_schema_of(folder / home, schemas)
    told = {
        name: editors.modeline(folder / name).encode() + content if name.endswith(".yaml") else content
        for name, content in files.items()
    }
    if editors.is_missing:
        told[(PurePosixPath(home) / BESIDE).as_posix()] = editor_text(schemas).encode()
    return told


def write_new(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write ``files`` below ``folder`` and return their paths, sorted.

    Raises `UsageError` where anything is in the way; then nothing was written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is not a folder")
    home = folder.resolve()
    paths = {folder / name: content for name, content in files.items()}
    for path in paths:
        if not path.parent.resolve().is_relative_to(home):
            raise UsageError(f"`{path}` leads out of `{folder}`", hint="remove the link")
        if any(parent.exists() and not parent.is_dir() for parent in path.parents):
            raise UsageError(f"`{path.parent}` is not a folder")
    there = sorted(path for path in paths if path.exists() or path.is_symlink())
    if there:
        others = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UsageError(f"`{there[0]}`{others} would be overwritten", hint="name an empty folder")
    atomic.write_all(paths)
    return tuple(sorted(paths))


def _filled(name: str, **values: str) -> str:
    text = _template(name)
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def _template(name: str) -> str:
    return (resources.files("deploy_cli.files") / "first_project" / name).read_text("utf-8")
