"""Values spelled as people spell them in tenant files: any style, marks, comments, anchors, line breaks."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hypothesis import strategies as st

from deploy_cli.files.emit import yaml

Owner: TypeAlias = tuple[str, str]
"""The address and the field that something in a file belongs to; empty texts where it belongs to none."""

NOWHERE: Owner = ("", "")
SIDE_FILES = {"actions": ("code", ".js"), "emailTemplates": ("body", ".html")}
"""Section → the field whose text may stand in a file beside, and how that ends."""

_WORD = re.compile(r"[A-Za-z]{2,}|https://[a-z.]+")


@dataclass(frozen=True)
class Hidden:
    """A text that files hold only as a reference to a secret."""

    text: str


@dataclass
class Marks:
    """What stands in the files for something else, and what people remark; shared by all files of a project."""

    variables: dict[str, Any] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    mappings: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    """The text of each mark, and of each comment, by what it belongs to; each stands in the files once."""
    beside: dict[str, str] = field(default_factory=dict)
    """Side files, by name."""

    def new(self, kind: str, owner: Owner) -> str:
        """Return a name that nothing else has."""
        name = f"{kind}{len(self.owners) + 1}"
        text = {
            "v": f"$(var:{name})",
            "S": f"$(secret:{name})",
            "K": f"##{name}##",
            "A": f"@@{name}@@",
            "n": f"note {name};",
        }[kind]
        self.owners[text] = owner
        return text


class Speller:
    """Spells the sections of one file; every choice begins with the plainest, so that examples shrink to it."""

    def __init__(self, draw: st.DrawFn, marks: Marks, *, ours: bool = True, name: str = "") -> None:
        self._draw = draw
        self._marks = marks
        self._ours = ours
        """Whether the file may hold what the official tool does not know."""
        self._name = name
        self._anchors: list[tuple[str, Any]] = []
        self._owner = NOWHERE
        self._count = 0
        self._bare = 0
        """Above 0 where marks would change what resource it is."""

    def text(self, sections: dict[str, Any]) -> str:
        """Return the file."""
        lines = [line for key, value in self._ordered(sections) for line in self._section(key, value)]
        text = "".join(f"{line}\n" for line in [*lines, *self._remarks(0)])
        if not self._rarely(8):
            text = self._pick(["# first\n", "---\n", "# yaml-language-server: $schema=x.json\n"]) + text
        if not self._rarely(8):
            text = text if re.search(r"\|( *#.*)?$", text, re.MULTILINE) else text.removesuffix("\n")
        return text if self._rarely(5) else text.replace("\n", "\r\n")

    def _section(self, key: str, value: Any) -> list[str]:
        self._owner = NOWHERE
        if isinstance(value, dict) and key == "refresh_token_policies":
            return [*self._remarks(0), f"{key}:{self._beside()}", *self._parts(key, value)]
        if not isinstance(value, list) or not value:
            return self._entry(f"{key}:", value, 0, (key, ""))
        indent = self._pick([2, 0, 4])
        lines = [*self._remarks(0), f"{key}:{self._beside()}"]
        for body in value:
            self._owner = (f"{key}/{identity(key, body)}", "")
            lines += self._entry("-", self._aside(key, body), indent, self._owner)
        return lines

    def _parts(self, key: str, value: dict[str, Any]) -> Iterator[str]:
        for name, body in value.items():
            yield from self._entry(f"{self._key(name)}:", body, 2, (f"{key}/{name}", ""))

    def _aside(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Put a long text into a file beside."""
        name, suffix = SIDE_FILES.get(key, ("", ""))
        if name not in body or "##" in body[name] or "$(" in body[name] or self._rarely(2):
            return body
        path = f"texts/{self._name}{len(self._marks.beside)}{suffix}"
        self._marks.beside[path] = body[name]
        return {**body, name: f"./{path}"}

    def _block(self, value: Any, indent: int, owner: Owner) -> list[str]:
        lines: list[str] = []
        entries: list[tuple[str, Any, Owner]]
        if isinstance(value, dict):
            entries = [
                (
                    f"{self._key(key)}:",
                    item,
                    owner if owner[1] or not owner[0] else (owner[0], key.lstrip("+-")),
                )
                for key, item in self._merged(value)
            ]
        else:
            entries = [("-", item, owner) for item in value]
        for lead, item, whose in entries:
            lines += self._entry(lead, item, indent, whose)
        return lines

    def _merged(self, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the entries, some of them by a merge key."""
        rest = value
        for name, known in self._anchors:
            fits = (
                isinstance(known, dict)
                and known
                and all(key in value and same(value[key], item) for key, item in known.items())
            )
            if fits and not self._rarely(2):
                rest = {key: item for key, item in value.items() if key not in known}
                yield "<<", _Alias(name)
                break
        yield from self._ordered(rest)

    def _ordered(self, value: dict[str, Any]) -> list[tuple[str, Any]]:
        if self._rarely(4):
            return [*value.items()]
        return self._draw(st.permutations([*value.items()]))

    def _entry(self, lead: str, item: Any, indent: int, owner: Owner) -> list[str]:
        before, self._owner = self._owner, owner
        bare = lead.strip("'\":") in ("name", "identifier", "template", "lifecycle", "strategy", "id", "<<")
        self._bare += bare
        lines = self._remarks(indent) + self._entry_lines(lead, item, indent, owner)
        self._bare -= bare
        self._owner = before
        return lines

    def _entry_lines(self, lead: str, item: Any, indent: int, owner: Owner) -> list[str]:
        pad = " " * indent
        if isinstance(item, _Alias):
            return [f"{pad}{lead} *{item.name}{self._beside()}"]
        if isinstance(item, str | list | dict) and (known := self._known(item)):
            return [f"{pad}{lead} *{known}{self._beside()}"]
        if isinstance(item, dict | list) and item and self._rarely(3):
            return self._nested(lead, item, indent, owner)
        if isinstance(item, str) and "\n" in item and self._rarely(3):
            head, *body = yaml({"k": item}).splitlines()
            more = [pad + "  " * (lead == "-") + line for line in body]
            return [f"{pad}{lead}{head[2:]}{self._beside() if body else ''}", *more]
        anchor = self._anchor(item) if isinstance(item, str | list | dict) else ""
        return [f"{pad}{lead}{anchor} {self._flow(item, indent, owner)}{self._beside()}"]

    def _nested(self, lead: str, item: Any, indent: int, owner: Owner) -> list[str]:
        pad = " " * indent
        step = self._pick([2, 4, 0] if isinstance(item, list) and lead != "-" else [2, 4])
        known = len(self._anchors)
        anchor = self._anchor(item)
        begun, self._anchors[known:] = self._anchors[known:], []
        inner = self._block(item, indent + step, owner)
        self._anchors += begun
        first = inner[0].lstrip()
        if lead == "-" and not anchor and first[:1] not in ("#", "") and self._rarely(5):
            return [f"{pad}-{' ' * (step - 1)}{first}", *inner[1:]]
        return [f"{pad}{lead}{anchor}{self._beside()}", *inner]

    def _known(self, item: Any) -> str | None:
        known = [name for name, value in self._anchors if same(value, item)]
        return known[-1] if known and not self._rarely(2) else None

    def _anchor(self, item: Any) -> str:
        if self._rarely(8) or _hides(item) or self._bare:
            return ""
        self._count += 1
        name = f"a{self._count}"
        self._anchors.append((name, item))
        return f" &{name}"

    def _flow(self, value: Any, indent: int, owner: Owner) -> str:
        """Return a value within a line, or over several."""
        if isinstance(value, dict | list) and value:
            parts = [*self._flow_parts(value, indent, owner)]
            end = self._pick(["", "", ","])
            around = "{}" if isinstance(value, dict) else "[]"
            if self._rarely(6):
                room = self._pick(["", " "])
                return f"{around[0]}{room}{', '.join(parts)}{end}{room}{around[1]}"
            pad = "\n" + " " * (indent + 4)
            lines = [f"{part},{self._beside()}{pad}" for part in parts[:-1]]
            last = f"{parts[-1]}{end}{self._beside()}\n{' ' * (indent + 2)}"
            return "".join([around[0], pad, *lines, last, around[1]])
        if isinstance(value, list) and value == []:
            return "[]"
        return self._scalar(value)

    def _flow_parts(self, value: Any, indent: int, owner: Owner) -> Iterator[str]:
        before = self._owner
        if isinstance(value, list):
            for item in value:
                yield self._flow(item, indent + 2, owner)
            return
        for key, item in self._ordered(value):
            whose = owner if owner[1] or not owner[0] else (owner[0], key.lstrip("+-"))
            self._owner = whose
            bare = key in ("name", "identifier", "template", "lifecycle", "strategy", "id")
            self._bare += bare
            yield f"{self._key(key)}: {self._flow(item, indent + 2, whose)}"
            self._bare -= bare
        self._owner = before

    def _scalar(self, value: Any) -> str:
        match value:
            case Hidden():
                return self._hidden(value)
            case dict():
                return "{}"
            case None:
                return str(self._pick(["null", "~", "NULL"]))
            case bool():
                return self._marked(value) or self._pick([str(value).lower(), str(value), str(value).upper()])
            case str():
                return self._marked(value) or self._quoted(value)
            case _:
                return self._marked(value) or str(value)

    def _hidden(self, value: Hidden) -> str:
        if self._ours:
            mark = self._marks.new("S", self._owner)
            self._marks.environ[mark[9:-1]] = value.text
            return str(self._pick([mark, f"'{mark}'"]))
        mark = self._marks.new("K", self._owner)
        self._marks.environ[mark[2:-2]] = value.text
        return f'"{mark}"'

    def _marked(self, value: Any) -> str | None:
        """Return a spelling by a variable or a keyword, of the whole or of a part."""
        if self._bare or self._rarely(4) or (isinstance(value, str) and ("$(" in value or "##" in value)):
            return None
        whole = self._pick([True, False]) or not isinstance(value, str)
        match_ = _WORD.search(value) if isinstance(value, str) else None
        if not whole and match_ is None:
            return None
        part = value if whole else match_[0]  # type: ignore[index]
        rest = ("", "") if whole else (value[: match_.start()], value[match_.end() :])  # type: ignore[union-attr]
        if self._ours and self._pick([True, False]):
            mark = self._marks.new("v", self._owner)
            where = self._pick(["file", "environ"]) if isinstance(part, str) else "file"
            if where == "file":
                self._marks.variables[mark[6:-1]] = part
            else:
                self._marks.environ[f"DEPLOY_CLI_VAR_{mark[6:-1]}"] = part
            return str(self._pick([mark, f"'{mark}'"]) if whole else self._with(rest, mark))
        if (
            not isinstance(part, str)
            or part in ("true", "null")
            or (whole and not re.fullmatch(r"[a-z]{3,}|https://[a-z./]+", part))
        ):
            return None
        mark = self._marks.new("K", self._owner)
        self._marks.mappings[mark[2:-2]] = part
        return str(self._pick([mark, f'"{mark}"']) if whole else self._with(rest, mark))

    def _with(self, rest: tuple[str, str], mark: str) -> str:
        """Return a text with a mark within it; what would be taken for a reference around it is escaped."""
        around = [part.replace("$(", "$$(") for part in rest]
        return (
            json.dumps(around[0], ensure_ascii=False)[:-1]
            + mark
            + json.dumps(around[1], ensure_ascii=False)[1:]
        )

    def _quoted(self, text: str) -> str:
        canonical = yaml({"k": text}).removeprefix("k: ").removesuffix("\n")
        if "\n" in text:
            canonical = json.dumps(text)
        ways = [canonical if not set(canonical) & set(",[]{}") or canonical[0] in "'\"" else json.dumps(text)]
        if text.isascii() and "$(" not in text and "##" not in text and "@@" not in text:
            ways.append(json.dumps(text))
            if text.isprintable():
                ways.append("'" + text.replace("'", "''") + "'")
        return str(self._pick(ways))

    def _key(self, key: str) -> str:
        if key == "<<":
            return key
        plain = key if re.fullmatch(r"[+-]?[a-z_A-Z][\w]*", key) else json.dumps(key, ensure_ascii=False)
        return plain if self._rarely(8) or plain != key else f"'{key}'"

    def _remarks(self, indent: int) -> list[str]:
        kinds = [] if self._rarely(4) else self._draw(st.lists(st.sampled_from(["#", "", "#- "]), max_size=2))
        return [
            " " * indent + f"{kind} {self._marks.new('n', self._owner)}" if kind else "" for kind in kinds
        ]

    def _beside(self) -> str:
        return "" if self._rarely(6) else f"{self._pick([' ', '   '])}# {self._marks.new('n', self._owner)}"

    def _pick(self, ways: list[Any]) -> Any:
        return self._draw(st.sampled_from(ways))

    def _rarely(self, of: int) -> bool:
        """Tell whether to do the plain thing: all but once of so many times."""
        return self._draw(st.integers(0, of - 1)) < of - 1


@dataclass(frozen=True)
class _Alias:
    name: str


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, in kind and in order."""
    return not _hides(one) and not _hides(other) and json.dumps(one) == json.dumps(other)


def identity(section: str, body: dict[str, Any]) -> str:
    """Return the name that a resource has in its address."""
    key = {"resourceServers": "identifier", "emailTemplates": "template"}.get(section, "name")
    return str(body[key])


def _hides(value: Any) -> bool:
    match value:
        case Hidden():
            return True
        case dict():
            return any(map(_hides, value.values()))
        case list():
            return any(map(_hides, value))
        case _:
            return False
