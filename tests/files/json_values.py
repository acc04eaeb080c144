"""JSON values for properties: anything at all, with a taste for what is hard to write as YAML."""

from hypothesis import strategies as st

HARD = st.sampled_from(
    [
        "$(var:x)", "$$(secret:y)", "$(secret:", "##A##", "@@B@@", "no", "Yes", "1:30", "012", "1e3", "~",
        "null", "- a",
        "a: b", "a #b", "|", ">", "---", "...", "<<", "=", "\\+a", "\\\\-a", "+a", "-a", "\n", "a\n",
        "a\nb\n\n", " a\nb",
        "a\n b", "\ta\nb", "a\n\tb", "a\n \nb", "a\n  ", "\u2028", "\x85", "\ufeff", "\ue000", "\x00", "\x7f", "'", '"',
        "\\", "*a", "&a", "!t", "%a", "@a", "`a", "?", "? a", ":", ": a", "a:", "#", "1.5", "1_0", ".5", "+.inf",
        ".nan",
        "0x1f", "0o7", "2001-01-01", "{", "[", "}", "]", ",", "a\tb", "\r\n", "x" * 1100,
        "./a.js", "code.js", "##A##.js", "\ufeffa.js", "é", "🙂",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    HARD,
    st.lists(HARD, min_size=1, max_size=3).map("".join),
    st.text(alphabet=" \n\t#:-ab$(var:)@\\'\"\r{}|>+", max_size=12),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


def identical(one: object, other: object) -> bool:
    """Tell whether two JSON values are the same, types included, whatever the order of keys."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(identical(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return one == other
