"""What the plan says of people that logs show."""

from deploy_cli.core.effect import Severity
from deploy_cli.lifetimes.effects import lifetime_effects
from deploy_cli.lifetimes.holder import Holder
from deploy_cli.lifetimes.seen import Seen
from deploy_cli.lifetimes.settings import DAY, HOUR

PEOPLE = Seen(60.0, tuple(sorted([2 * DAY] * 900 + [20 * DAY] * 80 + [40 * DAY] * 20)))
SHOP = Holder(name="Shop", access=HOUR, is_known=True, seen=PEOPLE)


def block(idle: int | None, absolute: int = 365 * DAY) -> dict[str, object]:
    return {
        "rotation_type": "rotating",
        "expiration_type": "expiring",
        "token_lifetime": absolute,
        "infinite_token_lifetime": False,
        "idle_token_lifetime": idle or DAY,
        "infinite_idle_token_lifetime": idle is None,
    }


def observed(before: int | None, after: int | None, holder: Holder = SHOP) -> list[str]:
    return [one.text for one in lifetime_effects(block(before), block(after), holder) if one.observed]


def test_a_shorter_lifetime_tells_how_many_were_away_longer() -> None:
    assert observed(30 * DAY, 15 * DAY) == [
        "Of 1,000 people who came back to `Shop` in the 60 days of the logs, 10.0 % (8.3\N{EN DASH}12.0) were away for"
        " 15 days or more at least once, and would have had to log in (for 30 days or more: 2.0 %"
        " (1.3\N{EN DASH}3.1))."
    ]


def test_a_first_lifetime_has_nothing_to_compare_with() -> None:
    [text] = observed(None, 15 * DAY)

    assert "and would have had to log in." in text


def test_a_longer_lifetime_asks_nobody() -> None:
    assert observed(15 * DAY, 30 * DAY) == []


def test_logs_that_are_too_short_are_said_to_be() -> None:
    [text] = observed(90 * DAY, 45 * DAY)

    assert text.endswith("The logs are too short to show all such absences: expect more.")


def test_logs_without_returns_tell_nothing() -> None:
    holder = Holder(name="Shop", access=HOUR, is_known=True, seen=Seen(60.0, ()))
    [text] = observed(30 * DAY, 15 * DAY, holder)

    assert "they do not tell whom it hits" in text


def test_without_logs_nothing_is_said_of_them() -> None:
    assert observed(30 * DAY, 15 * DAY, Holder(name="Shop", access=HOUR, is_known=True)) == []


def test_what_logs_tell_is_as_grave_as_the_change_itself() -> None:
    told = list(lifetime_effects(block(30 * DAY), block(15 * DAY), SHOP))

    assert [one.severity for one in told] == [Severity.HIGH, Severity.HIGH]
    assert [one.observed for one in told] == [False, True]
