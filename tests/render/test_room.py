"""What fits into a bounded room."""

from deploy_cli.render.room import Room, size


def test_a_size_is_one_of_bytes_and_counts_the_line_that_sets_apart() -> None:
    assert size("abc") == 5
    assert size("äöü") == 8


def test_what_comes_first_is_drawn_first() -> None:
    room = Room(300)

    room.improve(range(9), lambda number: str(number) * 58)

    assert sorted(room.drawn) == [0, 1, 2, 3]
    assert room.bytes == 60


def test_what_does_not_fit_stays_as_it_was_and_smaller_things_follow() -> None:
    room = Room(400)
    room.improve(range(3), lambda number: "short")

    room.improve(range(3), lambda number: "x" * (900 if number == 0 else 50))

    assert [room.drawn[number][:2] for number in range(3)] == ["sh", "xx", "xx"]


def test_the_room_that_a_smaller_text_left_is_there_for_a_larger_one() -> None:
    room = Room(200)
    room.improve([0], lambda _: "x" * 70)

    room.improve([0], lambda _: "y" * 190)

    assert room.drawn[0].startswith("y")
    assert room.bytes == 8


def test_thousands_are_not_drawn_for_nothing() -> None:
    drawn: list[int] = []

    def draw(number: int) -> str:
        drawn.append(number)
        return "x" * 900

    Room(500).improve(range(10_000), draw)

    assert len(drawn) == 20


def test_as_many_texts_are_taken_as_fit() -> None:
    room = Room(20)

    assert room.taken(["12345678", "12345678", "1"]) == 2
    assert room.bytes == 0
