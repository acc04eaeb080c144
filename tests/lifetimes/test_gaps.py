"""From events to absences: devices told apart, ends that are no returns, and laws that hold for any events."""

from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.lifetimes.gaps import Gap, Kind, TokenEvent, gaps, kind_of
from deploy_cli.lifetimes.settings import DAY, HOUR

D = DAY * 1000
END = 60 * D
VISIT = 2 * HOUR * 1000


def events(
    *told: tuple[float, Kind] | tuple[float, Kind, int] | tuple[float, Kind, int, int],
) -> list[TokenEvent]:
    """Day, kind, family, device."""
    full = [(*one, *(0, 1)[len(one) - 2 :]) for one in told]
    return [TokenEvent(int(day * D), device, kind, family) for day, kind, family, device in full]


def told(found: list[Gap]) -> list[tuple[float, float, bool, bool]]:
    return [(gap.start / D, gap.end / D, gap.is_back, gap.is_login) for gap in found]


def test_the_last_absence_is_open_when_the_logs_end() -> None:
    found = gaps(events((0, Kind.LOGIN), (5, Kind.EXCHANGE), (12, Kind.EXCHANGE)), END, VISIT)

    assert told(found) == [(0, 5, True, False), (5, 12, True, False), (12, 60, False, False)]


def test_renewals_of_an_application_that_stays_open_are_one_visit() -> None:
    open_app = [(hour / 24, Kind.EXCHANGE) for hour in range(8)]

    found = gaps(events(*open_app, (9, Kind.EXCHANGE)), END, VISIT)

    assert told(found)[0] == (7 / 24, 9, True, False)


def test_two_devices_that_look_alike_are_told_apart_by_the_families_of_their_tokens() -> None:
    phone, tablet = 11, 22
    both = events((0, Kind.EXCHANGE, phone), (1, Kind.EXCHANGE, tablet), (10, Kind.EXCHANGE, phone))

    assert (0, 10, True, False) in told(gaps(both, END, VISIT))
    assert (1, 60, False, False) in told(gaps(both, END, VISIT))


def test_a_login_ends_the_absence_of_the_device_whose_family_is_not_heard_of_again() -> None:
    old, other, new = 11, 22, 33
    told_events = events(
        (0, Kind.EXCHANGE, old),
        (1, Kind.EXCHANGE, other),
        (20, Kind.LOGIN),
        (21, Kind.EXCHANGE, new),
        (22, Kind.EXCHANGE, other),
    )

    found = told(gaps(told_events, END, VISIT))

    assert (0, 20, True, True) in found
    assert (20, 21, True, False) in found
    assert (1, 22, True, False) in found


def test_a_refused_token_is_a_return_and_the_login_after_it_is_no_other_one() -> None:
    found = gaps(
        events((0, Kind.LOGIN), (20, Kind.FAILED), (20.01, Kind.LOGIN), (25, Kind.EXCHANGE)), END, VISIT
    )

    assert told(found)[:2] == [(0, 20, True, True), (20.01, 25, True, False)]


def test_a_logout_and_a_revocation_end_an_absence_without_a_return() -> None:
    for kind in (Kind.LOGOUT, Kind.REVOKED, Kind.EVICTED, Kind.REUSED):
        found = gaps(events((0, Kind.LOGIN), (3, kind), (9, Kind.LOGIN)), END, VISIT)
        assert told(found) == [(0, 3, False, False), (9, 60, False, False)], kind


def test_types_of_events_are_known_by_their_codes() -> None:
    assert (kind_of("sertft"), kind_of("sepkotpft"), kind_of("fertft")) == (
        Kind.EXCHANGE,
        Kind.LOGIN,
        Kind.FAILED,
    )
    assert kind_of("seccft") is kind_of("s") is kind_of("") is None


any_events = st.lists(
    st.builds(
        TokenEvent,
        at=st.integers(0, END),
        device=st.integers(1, 2),
        kind=st.sampled_from(list(Kind)),
        family=st.sampled_from([0, 11, 22, 33]),
    ),
    max_size=30,
).map(sorted)


@given(any_events)
def test_absences_lie_within_the_logs_and_those_of_one_device_do_not_overlap(found: list[TokenEvent]) -> None:
    absences = gaps(found, END, VISIT)

    assert all(0 <= gap.start < gap.end <= END for gap in absences)
    assert all(gap.end - gap.start > VISIT for gap in absences if gap.is_back)
    assert absences == sorted(absences)


@given(any_events)
def test_no_more_absences_begin_than_there_are_events(found: list[TokenEvent]) -> None:
    assert len(gaps(found, END, VISIT)) <= len(found)


def test_the_short_way_for_one_family_gives_what_the_long_way_gives() -> None:
    plain = events(
        (0, Kind.LOGIN), (0.01, Kind.EXCHANGE, 11), (9, Kind.EXCHANGE, 11), (12, Kind.EXCHANGE, 11)
    )
    elsewhere = TokenEvent(int(20 * D), 2, Kind.LOGIN, 0)
    apart = gaps([*plain, elsewhere], END, VISIT)

    assert gaps(plain, END, VISIT) == [gap for gap in apart if gap.start != elsewhere.at]
