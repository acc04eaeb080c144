"""Tenant files as people write them: any values, in any style, with comments and blank lines anywhere."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

KEYS = st.sampled_from(
    [
        "name",
        "app_type",
        "callbacks",
        "+callbacks",
        "-callbacks",
        "client_metadata",
        "x y",
        "b",
        "no",
        "12",
        "<",
    ]
)
SECTIONS = st.sampled_from(
    ["environment", "refresh_token_policies", "clients", "roles", "actions", "tenant", "triggers", "other"]
)
TEXTS = st.sampled_from(
    [
        "a", "true", "No", "~", "", "12", "0x1f", "1:30", "a b", "a: b", "a #b", "#", "- a", "it's", 'say "x"', "\\d",
        "$(var:x)", "$(secret:Y)/cb", "$$(var:z)", "##KEY##", "x##KEY##y", "@@LIST@@", "a, b", "[x]", "{y}", "é🙂",
        "*star", "&and", "!bang", "%p", "tab\there", "two\nlines", "ends\n", "\n starts", "30d", "720h", "2w",
        "2592000", "https://a.example/b?c#d", "<p>{{ x }}</p>", "a'b\"c",
    ]
)  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 4_000_000), TEXTS, st.just(2_592_000))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=14,
)
POLICIES = st.dictionaries(
    st.sampled_from(["browser", "backend"]),
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("leeway", "rotation", "absolute_lifetime", "inactivity_lifetime"), SCALARS),
    ),
    max_size=2,
)
FILES = st.builds(
    lambda value, policies: {**value, **({"refresh_token_policies": policies} if policies else {})},
    st.dictionaries(SECTIONS, VALUES, min_size=1, max_size=4),
    POLICIES,
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a file; most are valid YAML."""
    written = _Writer(draw)
    lines = written.remarks(0) + written.block(draw(FILES), 0)
    head = draw(
        st.sampled_from(["", "", "# yaml-language-server: $schema=x.json\n", "---\n", "# top\n\n---\n"])
    )
    foot = draw(st.sampled_from(["", "", "\n\n", "# end\n", "...\n"]))
    breaks = draw(st.sampled_from(["\n", "\n", "\n", "\r\n"]))
    return (head + "".join(f"{line}\n" for line in lines) + foot).replace("\n", breaks)


class _Writer:
    """Writes one value in a style that is drawn at every step."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._count = 0
        self._anchors: list[str] = []

    def remarks(self, indent: int) -> list[str]:
        """Return comments and blank lines, or nothing."""
        kinds = self._draw(st.lists(st.sampled_from(["", "# ", "#- ", "#    "]), max_size=2))
        return [self._comment(indent, kind) if kind else "" for kind in kinds if self._rarely(4) or not kind]

    def block(self, value: Any, indent: int) -> list[str]:
        """Return the lines of an object or a list that is not empty."""
        lines: list[str] = []
        entries: list[tuple[str, Any]]
        if isinstance(value, dict):
            entries = [(f"{self._key(key)}:", item) for key, item in value.items()]
        else:
            entries = [("-", item) for item in value]
        for lead, item in entries:
            lines += self.remarks(indent) + self._entry(lead, item, indent)
        return lines + (self.remarks(indent) if self._rarely(5) else [])

    def _entry(self, lead: str, item: Any, indent: int) -> list[str]:
        pad = " " * indent
        if isinstance(item, dict | list) and item and not self._rarely(4):
            step = self._draw(
                st.sampled_from([0, 2, 2, 4] if isinstance(item, list) and lead != "-" else [2, 4])
            )
            anchor = self._anchor() if self._rarely(8) else ""
            inner = self.block(item, indent + step)
            first = inner[0].lstrip() if inner else ""
            if lead == "-" and not anchor and first and first[0] != "#" and not self._rarely(4):
                gap = " " * (step - 1)
                return [f"{pad}-{gap}{first}", *inner[1:]]
            return [f"{pad}{lead}{anchor}{self._beside()}", *inner]
        if isinstance(item, str) and "\n" in item and self._rarely(2):
            return self._literal(lead, item, indent)
        if self._anchors and self._rarely(8):
            return [f"{pad}{lead} *{self._draw(st.sampled_from(self._anchors))}{self._beside()}"]
        anchor = self._anchor() if self._rarely(10) else ""
        return [f"{pad}{lead}{anchor} {self._flow(item)}{self._beside()}"]

    def _literal(self, lead: str, item: str, indent: int) -> list[str]:
        style = self._draw(st.sampled_from(["|", "|-", ">", "|+", ">-", "|2", "| # why"]))
        body = [" " * (indent + 2) + line if line else "" for line in item.split("\n")]
        return [f"{' ' * indent}{lead} {style}", *body]

    def _anchor(self) -> str:
        self._anchors.append(f"a{len(self._anchors)}")
        return f" &{self._anchors[-1]}"

    def _flow(self, value: Any) -> str:
        match value:
            case dict():
                space = self._draw(st.sampled_from(["", " "]))
                return (
                    "{"
                    + ", ".join(f"{self._key(k)}:{space or ' '}{self._flow(v)}" for k, v in value.items())
                    + "}"
                )
            case list():
                return "[" + self._draw(st.sampled_from([",", ", "])).join(map(self._flow, value)) + "]"
            case str():
                return self._text(value)
            case None:
                return self._draw(st.sampled_from(["null", "~", "NULL"]))
            case bool():
                return self._draw(st.sampled_from([str(value), str(value).lower(), str(value).upper()]))
            case _:
                return str(value)

    def _text(self, text: str) -> str:
        plain = text.replace("://", "").replace(".", "").replace("/", "").replace("$(var:x)", "v")
        ways: list[Callable[[], str]] = [lambda: json.dumps(text, ensure_ascii=False)]
        if "\n" not in text and "\t" not in text:
            ways.append(lambda: "'" + text.replace("'", "''") + "'")
        if plain.isalnum() or text in ("##KEY##", "@@LIST@@", "x##KEY##y"):
            ways += [lambda: text, lambda: text]
        return self._draw(st.sampled_from(ways))()

    def _key(self, key: str) -> str:
        return self._draw(st.sampled_from([key, key, f'"{key}"'])) if key != "<" else '"<<"'

    def _beside(self) -> str:
        return self._comment(1, "# ") if self._rarely(6) else ""

    def _comment(self, indent: int, kind: str) -> str:
        self._count += 1
        indent = max(0, indent + self._draw(st.sampled_from([0, 0, 0, 2, -2]))) if indent != 1 else 1
        return f"{' ' * indent}{kind}note {self._count}"

    def _rarely(self, of: int) -> bool:
        return self._draw(st.integers(1, of)) == 1
