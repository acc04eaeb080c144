"""What a change of lifetimes does to people: the laws behind the texts. The texts are in tests/effects/golden."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.lifetimes.absence import away
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.effects import lifetime_effects
from deploy_cli.lifetimes.holder import Holder
from deploy_cli.lifetimes.lasting import FOREVER, lasting
from deploy_cli.lifetimes.settings import Application, Fallback, RefreshTokens, Settings

DAY = 86_400
SHOP = Holder(name="Shop", access=DAY, is_known=True)
SECONDS = st.sampled_from([3_600, DAY, 14 * DAY, 15 * DAY, 30 * DAY, 90 * DAY])


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, Any]:
    """Every block that Auth0 answers: all fields, numbers beside the lifetimes that never end."""
    return {
        "rotation_type": draw(st.sampled_from(["rotating", "non-rotating"])),
        "expiration_type": draw(st.sampled_from(["expiring", "non-expiring"])),
        "leeway": draw(st.sampled_from([0, 3, 60])),
        "infinite_token_lifetime": draw(st.booleans()),
        "token_lifetime": draw(SECONDS),
        "infinite_idle_token_lifetime": draw(st.booleans()),
        "idle_token_lifetime": draw(SECONDS),
    }


def told(before: dict[str, Any], after: dict[str, Any], holder: Holder = SHOP) -> tuple[Effect, ...]:
    return tuple(lifetime_effects(before, after, holder))


def felt(before: dict[str, Any], after: dict[str, Any]) -> list[Effect]:
    return [effect for effect in told(before, after) if effect.severity is not Severity.NONE]


@given(block=blocks())
def test_the_same_settings_have_no_effect(block: dict[str, Any]) -> None:
    assert felt(block, dict(block)) == []


@given(block=blocks(), absolute=SECONDS, idle=SECONDS)
def test_a_number_beside_a_lifetime_that_never_ends_has_no_effect(
    block: dict[str, Any], absolute: int, idle: int
) -> None:
    other = dict(block)
    settings = lasting(block)
    if settings.absolute == FOREVER:
        other["token_lifetime"] = absolute
    if settings.idle == FOREVER:
        other["idle_token_lifetime"] = idle

    assert felt(block, other) == []


@given(block=blocks(), leeway=st.integers(0, 600))
def test_a_leeway_has_no_effect_without_rotation(block: dict[str, Any], leeway: int) -> None:
    block["rotation_type"] = "non-rotating"

    assert felt(block, {**block, "leeway": leeway}) == []


@given(before=blocks(), after=blocks())
def test_only_what_gets_an_end_cannot_be_undone(before: dict[str, Any], after: dict[str, Any]) -> None:
    irreversible = any(Concern.IRREVERSIBLE in effect.concerns for effect in told(before, after))
    was, will = lasting(before), lasting(after)

    assert irreversible == (
        was.absolute == FOREVER and (will.absolute != FOREVER or (was.endless and not will.endless))
    )


@given(before=blocks(), after=blocks())
def test_a_change_that_is_felt_is_felt_the_other_way_round(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert bool(felt(before, after)) == bool(felt(after, before))


@pytest.mark.parametrize("lifetime", ["token_lifetime", "idle_token_lifetime"])
@pytest.mark.parametrize("value", [None, "30d", -1, 0, 1.5, True, [], {}])
def test_a_lifetime_that_is_no_number_is_unknown(lifetime: str, value: Any) -> None:
    good = {"token_lifetime": 30 * DAY, "idle_token_lifetime": 15 * DAY}

    assert [effect.severity for effect in told(good, {**good, lifetime: value})] == [Severity.HIGH]


def test_where_the_access_token_is_only_assumed_the_text_says_so() -> None:
    before, after = (
        {"token_lifetime": 90 * DAY, "idle_token_lifetime": 30 * DAY},
        {"token_lifetime": 90 * DAY, "idle_token_lifetime": 3_600},
    )
    assumed = Holder(name="Shop", access=DAY, is_known=False)

    assert "for 1 day or more" in told(before, after)[0].text
    assert "for 1 hour or more" in told(before, after, assumed)[0].text
    assert "unless its API says otherwise" in told(before, after, assumed)[0].text


def test_rotation_that_goes_weighs_less_where_the_client_has_a_secret() -> None:
    before, after = {"rotation_type": "rotating"}, {"rotation_type": "non-rotating"}
    confidential = Holder(name="Shop", access=DAY, is_known=True, confidential=True)

    assert [effect.severity for effect in told(before, after)] == [Severity.HIGH]
    assert [effect.severity for effect in told(before, after, confidential)] == [Severity.MEDIUM]


RISING = st.lists(SECONDS, min_size=3, max_size=3, unique=True).map(sorted)


@given(lives=RISING, capped=st.booleans(), access=st.sampled_from([7_200, DAY, 20 * DAY]))
def test_the_numbers_are_those_of_the_model(lives: list[int], capped: bool, access: int) -> None:
    idle, before, longest = lives
    absolute = longest if capped else None
    shop = Holder(name="Shop", access=access, is_known=True)
    ends = {"infinite_token_lifetime": absolute is None, "token_lifetime": absolute}
    effects = told({**ends, "idle_token_lifetime": before}, {**ends, "idle_token_lifetime": idle}, shop)
    policy = RefreshTokens(rotating=True, absolute=absolute, idle=idle)
    model = away(Settings(access_token=access, refresh=policy, app=Application(fallback=Fallback.NONE)))
    assert model.limit is not None
    assert model.sure is not None

    if max(before, access) == model.limit:
        assert [effect.severity for effect in effects] == [Severity.NONE]
    else:
        assert f"stay away from `Shop` for {spoken(model.limit)} or more" in effects[0].text
        assert (idle > access) == ("Away for " in effects[0].text)
        if idle > access:
            between = effects[0].text.partition("Away for ")[2].partition(":")[0]
            low, _, high = between.partition(" to ")
            unit = "" if " " in low else " days"
            assert (low + unit, high) == (spoken(model.sure), spoken(model.limit))
