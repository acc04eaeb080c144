"""Formats tenant files: the same contents, canonical in order and spelling, every comment kept.

Before a result is returned it is read again and compared with the original; what does not come out the same is never
written.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.values import Value
from deploy_cli.errors import ConfigError, Problem
from deploy_cli.files import layout, shape
from deploy_cli.files.concrete import Unkept
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.masking import masked, refuse_lines
from deploy_cli.files.place import Source
from deploy_cli.files.reading import Reader, tenant_files
from deploy_cli.files.schemas import MARKER, Schemas
from deploy_cli.files.spelling import LIFETIMES, duration
from deploy_cli.files.tokens import parse
from deploy_cli.files.yaml import read

_POLICIES: Final = "refresh_token_policies"
_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Formatted:
    """One file: what it holds, and what it would hold."""

    path: Path
    before: str
    after: str
    left: Problem | None = None
    """Why the file is left as it is, where it holds something that cannot be kept safely."""

    @property
    def content(self) -> bytes:
        """What is to be written."""
        return self.after.encode()


class Formatter:
    """Formats by the schemas and the resource types."""

    def __init__(
        self, types: Mapping[str, ResourceType], schemas: Schemas, environ: Mapping[str, str]
    ) -> None:
        self._types = types
        self._schemas = schemas
        self._keywords = Keywords(environ)

    def files(self, targets: Iterable[Path]) -> tuple[Formatted, ...]:
        """Format every tenant file that ``targets`` stand for, each once; writes nothing.

        Raises `ConfigError` with every problem of every file that cannot be read.
        """
        reader = Reader(Path(os.curdir), Keywords({}))
        found: dict[Path, Formatted] = {}
        for target in targets:
            files = _there(target)
            reader.confine(target)
            for path in files:
                if path.resolve() not in found and (read_text := reader.text(path)) is not None:
                    found[path.resolve()] = self._file(read_text[0], reader.problems)
        if reader.problems:
            raise ConfigError(reader.problems)
        return tuple(found.values())

    def formatted(self, text: str) -> str:
        """Return a text without its byte-order mark formatted; raises `Unkept` for what cannot be kept safely."""
        unified = text.replace("\r\n", "\n")
        breaks = "\r\n" if unified != text and text.count("\n") == text.count("\r\n") else "\n"
        if unified and not unified.endswith("\n"):
            unified += "\n"
        result = self._laid_out(unified)
        self._hold(unified, result)
        return result.replace("\n", breaks)

    def _file(self, source: Source, problems: list[Problem]) -> Formatted:
        document = read(source, masked(source.text))
        problems += document.problems
        if document.problems:
            return Formatted(source.path, source.text, source.text)
        mark = "\ufeff" if source.path.read_bytes().startswith(_MARK) else ""
        try:
            after = self.formatted(source.text)
        except Unkept as error:
            location = source.location(_offset(source.text, error.line))
            left = Problem(f"left as it is: {error.why}", location, rule="format")
            return Formatted(source.path, mark + source.text, mark + source.text, left)
        return Formatted(source.path, mark + source.text, mark + after)

    def _laid_out(self, text: str) -> str:
        hidden = masked(text)
        written = parse(hidden, text)
        refuse_lines(written.comments, text)
        if written.root is None:
            return text
        head = layout.arrange(written.root, self._shapes, shape.named(self._schemas, MARKER))
        body = layout.lines(written.root, head, self._divided)
        return written.head + "".join(f"{line}\n" for line in body) + written.foot

    def _hold(self, before: str, after: str) -> None:
        """Raise `Unkept` unless both texts hold the same: values, comments, and what keywords stand for."""
        if _value(masked(before)) != _value(masked(after)):
            raise Unkept("its meaning would change", 1)
        texts = [self._keywords.replaced(text)[0] for text in (before, after)]
        if texts[0] != before and _value(texts[0]) != _value(texts[1]):
            raise Unkept("with the keywords in place, its meaning would change", 1)
        comments = [Counter(parse(masked(text), text).comments) for text in (before, after)]
        if comments[0] != comments[1]:
            raise Unkept("a comment would be lost", 1)

    @cached_property
    def _shapes(self) -> dict[str, shape.Shape]:
        return {
            section: shape.section(described, self._schemas) for section, described in self._types.items()
        }

    @cached_property
    def _divided(self) -> frozenset[str]:
        return frozenset(
            section
            for section, described in self._types.items()
            if isinstance(described, Collection)
            or (isinstance(described, Documents) and described.key_field is not None)
        )


def _there(target: Path) -> tuple[Path, ...]:
    files = tenant_files(target) if target.exists() else ()
    if not files:
        what = f"no tenant file below `{target}`" if target.exists() else f"no `{target}`"
        raise ConfigError([Problem(f"there is {what}", hint="a tenant file ends in `.yaml`", rule="file")])
    return files


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at


def _value(text: str) -> str:
    """Return one text for what a file means, policies in seconds; and the problems, which keep it from meaning much."""
    document = read(Source(Path(), "", text), text)
    value = _in_one_unit(document.value)
    told = [problem.message for problem in document.problems]
    return json.dumps([value, sorted(told)], sort_keys=True)


def _in_one_unit(value: Value) -> Value:
    policies = value.get(_POLICIES) if isinstance(value, dict) else None
    if not isinstance(policies, dict):
        return value
    return {**value, _POLICIES: {name: _policy(policy) for name, policy in policies.items()}}


def _policy(policy: Value) -> Value:
    if not isinstance(policy, dict):
        return policy
    return {
        key: duration(str(item)) if key in LIFETIMES and _is_duration(item) else item
        for key, item in policy.items()
    }


def _is_duration(item: Value) -> bool:
    return type(item) is int or (isinstance(item, str) and not item.isdecimal())
