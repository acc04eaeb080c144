"""Laws: whatever is live and whatever is wanted, there is an effect, the gravest first, and never an error."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy_cli.core.effect import Severity
from deploy_cli.core.plan import Change
from deploy_cli.core.values import Secret
from deploy_cli.effects import NOTES, RULES, Context
from tests.effects.told import TYPES, around, created, deleted, told, updated

WORDS = [
    "x",
    "none",
    "refresh_token",
    "implicit",
    "rotating",
    "expiring",
    "non-expiring",
    "persistent",
    "HS256",
]
WORDS += ["https://*.a.example", "all-applications", "block", "auth0", "low", "1"]
HOSTILE = ["", "{name}", "{", "}", "`", "%s", "\u202e", "\ud800"]
TEXTS = st.sampled_from([*WORDS, *HOSTILE])
SECRET = Secret("hunter2", "secret:X")
SCALARS = st.one_of(
    st.just(SECRET),
    st.none(),
    st.booleans(),
    TEXTS,
    st.sampled_from([0, 1, -1, 30, 86_400, 2_592_000, 10**400, 1.5, 2.0, 1e308]),
)
INSIDE = [
    "rotation_type",
    "expiration_type",
    "leeway",
    "token_lifetime",
    "infinite_token_lifetime",
    "idle_token_lifetime",
    "infinite_idle_token_lifetime",
    "policies",
    "audience",
    "scope",
    "value",
    "name",
    "action_name",
    "permission_name",
    "mode",
    "alg",
    "id",
]
PATHS = [path for rule in RULES for path in rule.paths] + [path for note in NOTES for path in note.paths]
FIELDS = sorted({path.split(".")[0] for path in PATHS if path != "*"})
DEEPER = sorted({part for path in PATHS for part in path.split(".")[1:]})


def values(depth: int = 3) -> st.SearchStrategy[Any]:
    if depth == 0:
        return SCALARS
    inner = values(depth - 1)
    keys = st.sampled_from([*INSIDE, *DEEPER, "", "any.key"])
    return st.one_of(SCALARS, st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4))


BODIES = st.dictionaries(st.sampled_from([*FIELDS, "name", "surprise"]), values(), max_size=6)
NAMES = st.sampled_from(
    ["", "Some", "post-login", "bruteForceProtection", "captcha", "{name}", "a/b", "verify_email"]
)
SECTIONS = st.sampled_from([*sorted(TYPES), "nobody-knows"])


def made(action: str, text: str, before: dict[str, Any], after: dict[str, Any]) -> Change:
    match action:
        case "create":
            return created(text, after)
        case "delete":
            return deleted(text, before)
        case _:
            return updated(text, before, after)


def standing(others: list[tuple[str, str, dict[str, Any], dict[str, Any]]]) -> Context:
    live = ((f"{section}/{name}", "1", body) for section, name, body, _ in others)
    return around(*live, files={f"{section}/{name}": wanted for section, name, _, wanted in others})


@given(
    action=st.sampled_from(["create", "update", "update", "delete"]),
    section=st.sampled_from(sorted(TYPES)),
    name=NAMES,
    before=BODIES,
    after=BODIES,
    others=st.lists(st.tuples(SECTIONS, NAMES, BODIES, BODIES), max_size=3),
)
@example("update", "clients", "x", {"refresh_token": {"token_lifetime": 10**400}}, {"refresh_token": {}}, [])
def test_every_change_has_an_effect_and_the_gravest_comes_first(
    action: str,
    section: str,
    name: str,
    before: dict[str, Any],
    after: dict[str, Any],
    others: list[tuple[str, str, dict[str, Any], dict[str, Any]]],
) -> None:
    change = made(action, f"{section}/{name}", before, after)
    effects = told(change, standing(others))
    ranks = [effect.severity.rank for effect in effects]

    assert effects
    assert ranks == sorted(ranks)
    assert len(set(effects)) == len(effects)
    assert "hunter2" not in " ".join(effect.text for effect in effects)
    assert effects == told(change, standing(others))
    assert all(effect.text and effect.text[-1] in ".`" for effect in effects)
    assert all(
        (effect.severity is Severity.NONE) <= effect.text.startswith("No effect on users: ")
        for effect in effects
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_an_id_of_its_own(rule: Any) -> None:
    assert [one.id for one in RULES].count(rule.id) == 1
