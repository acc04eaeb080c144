"""The refresh-token policies of a tenant for people: a table, and each client in words."""

from collections.abc import Iterator, Sequence

from deploy_cli.core.values import Object
from deploy_cli.lifetimes.durations import spoken, written
from deploy_cli.render.line import folded
from deploy_cli.render.markdown import code, prose, table
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import name, visible

_LABEL = 15
_HEAD = ("client", "kind", "rotates", "absolute", "inactive", "refresh token")
_SIGNS = {"met": "✓", "missing": "✗", "unsaid": "?", "application": "·"}
_VERDICTS = {
    "impossible": "cannot exist here: when the access token ends, only the session is left",
    "possible": "can exist, as far as the tenant decides it",
    "unsaid": "may exist; what was read does not decide it",
}
_KINDS = {
    "spa": "single-page application",
    "native": "native application",
    "regular_web": "web application",
    "non_interactive": "machine",
}


def policies_text(value: Object, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view: a table where there are several clients, then each of them."""
    paint, clients = paint or Paint(), value["policies"]
    if not clients:
        return "the files describe no client"
    parts = ["\n".join(_table(clients, paint, width))] if len(clients) > 1 else []
    parts += ["\n".join(_client(client, value, paint, width)) for client in clients]
    return "\n\n".join(parts)


def policies_markdown(value: Object) -> str:
    """Return the view for a pull request or a wiki."""
    rows = [[code(client["name"]), *map(prose, _cells(client)[1:])] for client in value["policies"]]
    parts = (
        [table([head.capitalize() for head in _HEAD], rows)] if rows else ["The files describe no client."]
    )
    for client in value["policies"]:
        lines = [f"### {code(client['name'])}", prose(_kind(client["kind"])).capitalize() + ".", ""]
        lines += [f"* **{label}**: {prose(text)}" for label, text in _facts(client, value)]
        lines += [f"* {_SIGNS[one['state']]} {prose(one['text'])}" for one in client["conditions"]]
        lines += [f"* {prose(text)}" for text in (*client["away"], *client["notes"])]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _table(clients: Sequence[Object], paint: Paint, width: int) -> Iterator[str]:
    rows = [_cells(client) for client in clients]
    widths = [max(len(row[column]) for row in (*rows, _HEAD)) for column in range(len(_HEAD))]
    widths[0] = min(widths[0], max(16, width - sum(widths[1:]) - 2 * len(_HEAD)))
    yield paint.faint(_row(_HEAD, widths))
    yield from (_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0] if len(cells[0]) <= widths[0] else cells[0][: widths[0] - 1] + "…"
    return "  ".join(
        text.ljust(room) for text, room in zip((first, *cells[1:]), widths, strict=True)
    ).rstrip()


def _cells(client: Object) -> list[str]:
    kind, state = client["kind"], client["refresh_token"]
    if state == "impossible":
        return [name(client["name"]), _short(kind), "", "", "", "none"]
    mark = "?" if client["unsaid"] else ""
    return [
        name(client["name"]),
        _short(kind),
        ("yes" if client["rotating"] else "no") + mark * ("rotation_type" in client["unsaid"]),
        _limit(client["absolute"]) + mark * ("token_lifetime" in client["unsaid"]),
        _limit(client["inactivity"]) + mark * ("idle_token_lifetime" in client["unsaid"]),
        {"possible": "yes", "unsaid": "not said"}[state],
    ]


def _short(kind: Object) -> str:
    third = "3rd-party " if kind["first_party"] is False else ""
    return third + {"non_interactive": "machine", "regular_web": "web"}.get(
        kind["app_type"], visible(kind["app_type"] or "not said")
    )


def _kind(kind: Object) -> str:
    type_ = _KINDS.get(kind["app_type"], visible(kind["app_type"] or "of a type that is not said"))
    party = {True: "first-party", False: "third-party", None: "first-party unless said otherwise"}[
        kind["first_party"]
    ]
    method = (
        f" (`{visible(kind['token_endpoint_auth_method'])}`)" if kind["token_endpoint_auth_method"] else ""
    )
    secret = {True: "public", False: "confidential", None: "public or confidential is not said"}[
        kind["public"]
    ]
    return f"{type_}, {party}, {secret}{method}"


def _limit(seconds: int | None) -> str:
    return "never" if seconds is None else written(seconds)


def _client(client: Object, value: Object, paint: Paint, width: int) -> Iterator[str]:
    yield paint.strong(name(client["name"]))
    yield from _block("kind", _kind(client["kind"]), width)
    for label, text in _facts(client, value):
        yield from _block(label, text, width)
    for index, one in enumerate(client["conditions"]):
        sign = _SIGNS[one["state"]]
        lines = folded(one["text"], width - _LABEL - 4)
        shown = {"met": paint.added, "missing": paint.removed}.get(one["state"], paint.changed)(sign)
        label = "needs" if index == 0 else ""
        yield f"  {label.ljust(_LABEL)}{shown} {lines[0]}"
        yield from (f"  {'':{_LABEL}}  {line}" for line in lines[1:])
    for index, text in enumerate(client["away"]):
        yield from _block("away" if index == 0 else "", text, width)
    for text in client["notes"]:
        yield from _block("note", text, width)


def _facts(client: Object, value: Object) -> Iterator[tuple[str, str]]:
    state = client["refresh_token"]
    nobody = client["people_log_in"] is False
    yield "refresh token", "none, and none is needed: nobody logs in here" if nobody else _VERDICTS[state]
    if state == "impossible":
        return
    if client["policy"]:
        yield "policy", f"`{visible(client['policy'])}`"
    yield "rotation", _rotation(client)
    yield "absolute", _absolute(client["absolute"])
    yield "inactivity", _inactivity(client["inactivity"])
    access = client["access_token"]
    between = access["shortest"] != access["longest"]
    low = f"{written(access['shortest'])} to " if between else ""
    yield "access token", f"{low}{written(access['longest'])}, by the API"
    sessions = value["sessions"]
    default = ", Auth0's default" if len(sessions["unsaid"]) == 2 else ""
    closes = "" if sessions["survives_closing_the_browser"] else ", gone when the browser is closed"
    lives = f"{written(sessions['absolute'])}, {written(sessions['inactivity'])} idle"
    yield "session", f"{lives}{closes}{default}"


def _rotation(client: Object) -> str:
    if not client["rotating"]:
        return "none: one refresh token serves until it ends; a stolen one is not noticed"
    if client["leeway"]:
        return f"each refresh token serves once, and again within {written(client['leeway'])} (leeway)"
    return "each refresh token serves once; one that comes twice ends them all (no leeway)"


def _absolute(seconds: int | None) -> str:
    return (
        "never ends"
        if seconds is None
        else f"ends {spoken(seconds)} after the login, however much it is used"
    )


def _inactivity(seconds: int | None) -> str:
    return "may rest for ever" if seconds is None else f"ends after {spoken(seconds)} without a renewal"


def _block(label: str, text: str, width: int) -> Iterator[str]:
    """Yield a label and its text, folded under itself."""
    lines = folded(text, width - 2 - _LABEL)
    yield f"  {label.ljust(_LABEL)}{lines[0]}".rstrip()
    yield from (f"  {'':{_LABEL}}{line}" for line in lines[1:])
