"""A plan expires at its time, wherever the clocks of both jobs are; a time that cannot be read is over."""

import pytest

from deploy_cli.cli.expiry import is_past

NOW = "2026-01-02T00:00:00Z"


@pytest.mark.parametrize(
    ("until", "past"),
    [
        ("2026-01-02T00:00:01Z", False),
        ("2026-01-02T00:00:00Z", True),
        ("2026-01-01T23:59:59Z", True),
        ("2026-01-02T01:00:01+01:00", False),
        ("2026-01-02T00:30:00+01:00", True),
        ("2027-01-01", True),
        ("2027-01-01T00:00:00", True),
        ("whenever", True),
        ("", True),
    ],
)
def test_a_time_is_over_or_to_come(until: str, past: bool) -> None:
    assert is_past(until, NOW) is past
