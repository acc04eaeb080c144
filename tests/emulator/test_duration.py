import pytest

from deploy_cli.emulator.duration import seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [("50ms", 0.05), ("1.5s", 1.5), ("2m", 120.0), ("3", 3.0), ("0", 0.0), (" 10ms ", 0.01)],
)
def test_durations_are_seconds(text: str, value: float) -> None:
    assert seconds(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "ms", "-1s", "1 s", "1d", "1e3", "\u0661s", "nan"])
def test_other_texts_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        seconds(text)
