"""Advice about refresh tokens for a terminal: which situations there are, and all about one of them."""

from collections.abc import Iterator, Sequence
from typing import Final

from deploy_cli.app.advising import Advice
from deploy_cli.lifetimes.absence import Away
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.settings import Sessions
from deploy_cli.render.line import folded
from deploy_cli.render.paint import Paint

HEAD: Final = ("situation", "away, still in", "away, login", "login at the latest")
"""The columns of the table: how long somebody may be away, from when on not, and how long a login lasts at most."""

QUESTION: Final = "How long are people to stay logged in?"


def groundwork() -> tuple[str, ...]:
    """Return what all situations take for granted, and the words that they need."""
    sessions = Sessions()
    return (
        "An application holds two tokens. With the access token it calls APIs; it lives for minutes or hours. With the"
        " refresh token it gets the next access token when it needs one. That is a renewal; nobody sees it.",
        "A refresh token ends when it was not used for its inactivity lifetime, and in any case at the end of its"
        " absolute lifetime, which begins with the login and which no renewal moves.",
        "Beside them there is the session at Auth0, a cookie of the login page. While it lives, a login there needs no"
        f" password. By default it ends {spoken(sessions.idle)} after it was last used and"
        f" {spoken(sessions.absolute)} after the login; renewals do not count as use. These values"
        " are taken for granted, and that no other application of the tenant keeps the session alive.",
        "The application has to ask for the scope `offline_access`, or it gets no refresh token. Actions can shorten"
        " lifetimes; they cannot make them longer.",
        "A program that acts for nobody needs no refresh token: with `client_credentials` it gets an access token"
        " whenever it needs one.",
    )


def cells(away: Away) -> tuple[str, str, str]:
    """Return a situation's numbers for the table."""
    sure, limit, since = (
        "ever" if count is None else spoken(count) for count in (away.sure, away.limit, away.since_login)
    )
    return sure, limit, since


def overview_text(every: Sequence[Advice], *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view of all situations: whose they are, and what they come to."""
    paint = paint or Paint()
    lines = [paint.strong(QUESTION), ""]
    for one in every:
        lines += [paint.strong(one.situation.key) + f": {one.situation.title}"]
        lines += [f"  {line}" for line in folded(one.situation.meant, width - 2)]
    lines += ["", *_table(every, paint), ""]
    tail = (
        "`deploy-cli refresh-tokens advise SITUATION` tells the policy, why, and what people notice."
        " `--format markdown` writes everything on one page."
    )
    return "\n".join([*lines, *folded(tail, width)])


def advice_text(advice: Advice, yaml: str, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view of one situation; ``yaml`` is its file."""
    paint, situation = paint or Paint(), advice.situation
    lines = [paint.strong(situation.title), *folded(situation.meant, width), ""]
    lines += [f"  {line}".rstrip() for line in yaml.splitlines()]
    lines += ["", paint.strong("Why")]
    for reason in situation.reasons:
        lines += _item(reason.text, width)
        sources = "; ".join(source.title for source in reason.sources)
        lines += [paint.faint(f"    {line}") for line in folded(sources, width - 4) if sources]
    lines += ["", paint.strong("What people notice")]
    for notice in advice.notices:
        first, *rest = _item(f"{notice.label}: {notice.text}", width)
        lines += [first.replace(notice.label, paint.strong(notice.label), 1), *rest]
    lines += ["", paint.strong("Good to know")]
    for text in groundwork():
        lines += _item(text, width)
    return "\n".join(lines)


def _table(every: Sequence[Advice], paint: Paint) -> Iterator[str]:
    rows = [(one.situation.key, *cells(one.away)) for one in every]
    widths = [max(len(row[column]) for row in (HEAD, *rows)) for column in range(len(HEAD))]
    for index, row in enumerate((HEAD, *rows)):
        line = "  ".join(text.ljust(room) for text, room in zip(row, widths, strict=True)).rstrip()
        yield line if index else paint.faint(line)


def _item(text: str, width: int) -> list[str]:
    first, *rest = folded(text, width - 4)
    return [f"  · {first}", *(f"    {line}" for line in rest)]
