"""The architecture, proved: who imports whom, where names may stand, how large things get."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy_cli import resources

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "deploy_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}

HEAVY = {
    "cryptography",
    "deepdiff",
    "httpx",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "jwt",
    "resvg_py",
    "rich",
    "trustme",
    "truststore",
}
"""Libraries that cost more to import than a short command takes; imported where they are used."""

WORDS = {"tenant"}
"""Sections whose name is also a word of the tool: a plan says which tenant it is of."""

NAMELESS = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def part(path: Path) -> str:
    """The part of the house that a module stands in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported module by its full name, with the line."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                yield from ((alias.name, node.lineno) for alias in aliases)
            case ast.ImportFrom(module=str(module)):
                yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def importers(library: str) -> set[str]:
    return {
        named(path)
        for path, tree in TREES.items()
        if any(module.partition(".")[0] == library for module, _ in imports(tree))
    }


def test_imports_point_inwards() -> None:
    outcome = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_folder_of_the_package_is_in_the_contract() -> None:
    folders = {
        path.parent.relative_to(PACKAGE).as_posix() for path in MODULES if path.parent.parent == PACKAGE
    }
    contracts = (ROOT / "pyproject.toml").read_text("utf-8").partition("layers = [")[2].partition("]")[0]

    assert all(folder in contracts for folder in folders)


def test_one_module_alone_knows_the_http_library() -> None:
    assert len(importers("httpx")) == 1


def test_only_the_renderer_knows_the_library_that_explains_differences() -> None:
    assert {Path(name).parts[1] for name in importers("deepdiff")} == {"render"}


def test_differences_are_never_loaded_from_a_pickle() -> None:
    taken = {
        (named(path), module)
        for path, tree in TREES.items()
        for module, _ in imports(tree)
        if module.endswith(".Delta") or module.partition(".")[0] in {"pickle", "marshal", "shelve", "dill"}
    }

    assert taken == set()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    top = ast.Module([node for node in TREES[path].body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    heavy = [f"{module} in line {line}" for module, line in imports(top) if module.partition(".")[0] in HEAVY]

    assert heavy == []


def test_no_section_is_named_outside_the_descriptors_the_rules_the_schemas_and_the_emulator() -> None:
    sections = resources.ALL.keys() - WORDS
    inside = {"resources", "effects", "emulator", "guardrails", "schemas"}
    mentions = [
        f"{named(path)}:{node.lineno}: {node.value}"
        for path, tree in TREES.items()
        if part(path) not in inside
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in sections
    ]

    assert mentions == []


def test_nothing_is_printed() -> None:
    calls = [
        f"{named(path)}:{node.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert calls == []


def test_nobody_who_shows_anything_can_read_a_secret() -> None:
    """Secrets are compared in the core, judged by the schemas, and sent; all else only passes them on."""
    readers = {
        part(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "revealed")
        or (isinstance(node, ast.Attribute) and node.attr in {"reveal", "reveal_value"})
    }

    assert readers <= {"auth0", "core", "files"}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_named_by_a_noun_and_says_what_it_is(path: Path) -> None:
    assert not NAMELESS & {path.stem, *path.relative_to(PACKAGE).parent.parts}
    assert ast.get_docstring(TREES[path]), f"{named(path)} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_modules_and_functions_are_small(path: Path) -> None:
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 60
    ]

    assert len(path.read_text("utf-8").splitlines()) <= 300
    assert long == []


def test_most_modules_and_functions_are_much_smaller() -> None:
    files = sorted(
        len(path.read_text("utf-8").splitlines()) for path in MODULES if path.name != "__init__.py"
    )
    functions = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    )

    assert files[len(files) // 2] <= 100
    assert functions[len(functions) // 2] <= 10


def test_the_types_are_for_others_too() -> None:
    assert (PACKAGE / "py.typed").is_file()
