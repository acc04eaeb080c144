"""``refresh-tokens recommend`` and ``plan --logs``, from log files of every shape to the tenant files."""

import gzip
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy_cli.cli.exits import Exit
from deploy_cli.files.schemas import bundled
from deploy_cli.lifetimes.gaps import Kind
from deploy_cli.lifetimes.settings import DAY
from tests.cli.conftest import Ran
from tests.lifetimes.populations import Habits, people

TENANT = """\
environment: {name: shop, domain: emulator}
resourceServers:
  - {identifier: "https://api.example", name: API, allow_offline_access: true, token_lifetime: 7200}
# reviewed in May
refresh_token_policies:
  site:
    rotation: rotating
    absolute_lifetime: 1y
    inactivity_lifetime: 15d  # why 15?
clients:
  - name: Shop
    app_type: spa
    oidc_conformant: true
    callbacks: ["https://shop.example"]
    grant_types: [authorization_code, refresh_token]
    refresh_token_policy: site
  - {name: Nightly, app_type: non_interactive, grant_types: [client_credentials]}
"""
START = datetime(2026, 8, 1, tzinfo=UTC)
TYPES = {Kind.LOGIN: "seacft", Kind.EXCHANGE: "sertft"}


def logged(count: int = 1200, days: int = 60, client: str = "Shop") -> list[dict[str, Any]]:
    """The log of a population, flat as the Management API gives it, in no order."""
    found: list[dict[str, Any]] = []
    for number, events in enumerate(people(Habits(typical=3, between=0.5), count, days, seed=4)):
        for event in events:
            found.append(
                {
                    "date": (START + timedelta(milliseconds=event.at)).isoformat().replace("+00:00", "Z"),
                    "type": TYPES[Kind(event.kind)],
                    "client_id": f"id-of-{client}",
                    "client_name": client,
                    "user_id": f"auth0|{number}",
                    "user_name": f"person{number}@example.com",
                    "ip": "203.0.113.9",
                    "user_agent": f"Chrome {100 + len(found) % 7}.0.0 / Mac OS X 10.15.7",
                    "log_id": f"900{client}{len(found):08}",
                }
            )
    return sorted(found, key=lambda event: hash(event["log_id"]))


EVENTS = logged()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT, "utf-8")
    return file


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return written(tmp_path / "logs.jsonl", EVENTS)


def written(path: Path, events: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events), "utf-8")
    return path


def recommended(cli: Callable[..., Ran], file: Path, *more: object) -> dict[str, Any]:
    ran = cli("refresh-tokens", "recommend", file, "--format", "json", *more)
    assert ran.code in (Exit.DONE, Exit.REFUSED), ran.err
    value: dict[str, Any] = json.loads(ran.out)
    return value


def test_the_answer_is_a_lifetime_and_the_json_is_what_its_schema_says(
    cli: Callable[..., Ran], file: Path, logs: Path
) -> None:
    value = recommended(cli, file, "--logs", logs)

    assert list(Draft202012Validator(bundled("recommendation.json")).iter_errors(value)) == []
    [shop] = value["recommendations"]
    assert shop["name"] == "Shop"
    assert shop["recommended"] in (10 * DAY, 14 * DAY, 15 * DAY, 21 * DAY)
    assert "keeps 95 % of the people who came back logged in" in shop["sentences"][0]


def test_arrays_streams_archives_folders_and_repeats_give_the_same_answer(
    cli: Callable[..., Ran], file: Path, logs: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stream"
    (folder / "deep").mkdir(parents=True)
    wrapped = [{"log_id": event["log_id"], "data": event} for event in EVENTS]
    third = len(EVENTS) // 3
    (folder / "batch.json").write_text(json.dumps(EVENTS[:third], indent=2), "utf-8")
    batches = [wrapped[at : at + 50] for at in range(third, 2 * third, 50)]
    written(folder / "deep" / "batches.log", batches)
    lines = "".join(json.dumps(one) + "\n" for one in wrapped[third:] + wrapped[-300:])
    (folder / "deep" / "late.jsonl.gz").write_bytes(gzip.compress(lines.encode()))

    plain = recommended(cli, file, "--logs", logs)

    assert recommended(cli, file, "--logs", folder) == plain
    assert recommended(cli, file, "--logs", str(folder / "*.json"), "--logs", folder / "deep") == plain


def test_damage_is_counted_and_named_and_never_fatal(
    cli: Callable[..., Ran], file: Path, logs: Path, tmp_path: Path
) -> None:
    text = logs.read_text("utf-8")
    odd = ['{"broken": ', "[[[[", '"text"', "{}", '{"date": 7, "type": []}', "\x00\x1b[31m", '{"a": NaN}']
    logs.write_text("\n".join(odd) + "\n" + text, "utf-8")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(text.encode())[:500])

    ran = cli("refresh-tokens", "recommend", file, "--logs", logs, "--logs", tmp_path / "cut.gz")

    assert ran.code == Exit.DONE, ran.err
    assert "could not be read and left out" in ran.err
    assert "logs.jsonl:1: it is no JSON" in " ".join(ran.err.split())
    assert "\x1b" not in ran.err


def test_events_of_other_clients_and_tenants_are_left_alone(
    cli: Callable[..., Ran], file: Path, logs: Path, tmp_path: Path
) -> None:
    file.write_text(TENANT.replace("domain: emulator", "domain: shop.eu.auth0.com"), "utf-8")
    ours = [{**event, "tenant_name": "shop"} for event in EVENTS]
    theirs = [{**event, "tenant_name": "other", "user_id": "them"} for event in EVENTS]
    written(tmp_path / "ours.jsonl", ours)
    written(tmp_path / "mixed.jsonl", [*ours, *theirs, *logged(100, client="Elsewhere")])

    assert (
        recommended(cli, file, "--logs", tmp_path / "mixed.jsonl")["recommendations"]
        == recommended(cli, file, "--logs", tmp_path / "ours.jsonl")["recommendations"]
    )


def test_what_the_window_cannot_support_is_refused_with_what_to_collect(
    cli: Callable[..., Ran], file: Path, tmp_path: Path
) -> None:
    short = written(tmp_path / "short.jsonl", logged(300, days=5))

    ran = cli("refresh-tokens", "recommend", file, "--logs", short)

    assert ran.code == Exit.REFUSED
    assert "No recommendation" in ran.out
    assert "Collect logs of about" in ran.out


def test_write_changes_the_policy_and_keeps_the_comments(
    cli: Callable[..., Ran], file: Path, logs: Path
) -> None:
    ran = cli("refresh-tokens", "recommend", file, "--logs", logs, "--keep", "99%", "--write", "--yes")

    assert ran.code == Exit.DONE, ran.err
    text = file.read_text("utf-8")
    changed = [
        pair for pair in zip(TENANT.splitlines(), text.splitlines(), strict=True) if pair[0] != pair[1]
    ]
    assert changed == [("    inactivity_lifetime: 15d  # why 15?", changed[0][1])]
    assert changed[0][1].endswith("d  # why 15?")
    assert "-    inactivity_lifetime: 15d" in ran.err
    again = cli("refresh-tokens", "recommend", file, "--logs", logs, "--keep", "99%", "--write", "--yes")
    assert "nothing is written" in again.err
    assert file.read_text("utf-8") == text


def test_write_asks_and_does_not_where_nobody_can_answer(
    cli: Callable[..., Ran], file: Path, logs: Path
) -> None:
    ran = cli("refresh-tokens", "recommend", file, "--logs", logs, "--write")

    assert ran.code == Exit.USAGE
    assert file.read_text("utf-8") == TENANT


def test_a_client_without_a_policy_gets_it_into_its_own_settings(
    cli: Callable[..., Ran], file: Path, logs: Path
) -> None:
    own = "refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 31557600}"
    file.write_text(TENANT.replace("refresh_token_policy: site", own), "utf-8")

    assert cli("refresh-tokens", "recommend", file, "--logs", logs, "--write", "--yes").code == Exit.DONE

    shown = json.loads(cli("refresh-tokens", "show", file, "Shop", "--format", "json").out)
    value = recommended(cli, file, "--logs", logs)
    assert shown["policies"][0]["inactivity"] == value["recommendations"][0]["recommended"]


def test_a_shared_policy_never_gets_shorter_for_a_client_of_which_nothing_is_known(
    cli: Callable[..., Ran], file: Path, logs: Path
) -> None:
    other = "  - {name: Rare, app_type: native, grant_types: [authorization_code, refresh_token], "
    text = TENANT.replace("inactivity_lifetime: 15d", "inactivity_lifetime: 200d")
    file.write_text(text + other + "refresh_token_policy: site}\n", "utf-8")

    ran = cli("refresh-tokens", "recommend", file, "--logs", logs, "--write", "--yes")

    assert "would get shorter for `Rare`" in " ".join(ran.err.split())
    assert "inactivity_lifetime: 200d" in file.read_text("utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_drawn_as_svg_and_png(
    cli: Callable[..., Ran], file: Path, logs: Path, tmp_path: Path, theme: str
) -> None:
    from xml.etree import ElementTree

    for name in ("kept.svg", "kept.png"):
        options = ("--picture", tmp_path / name, "--theme", theme)
        assert cli("refresh-tokens", "recommend", file, "--logs", logs, *options).code == Exit.DONE

    drawn = ElementTree.parse(tmp_path / "kept.svg").getroot()
    texts = " ".join(element.text or "" for element in drawn.iter())
    assert "today: 15 days" in texts or "take, as today: 15 days" in texts
    assert (tmp_path / "kept.png").read_bytes().startswith(b"\x89PNG")


def test_markdown_holds_a_table(cli: Callable[..., Ran], file: Path, logs: Path) -> None:
    ran = cli("refresh-tokens", "recommend", file, "--logs", logs, "--format", "markdown")

    assert "| Lifetime | People kept |" in ran.out
    assert "15d" in ran.out


def test_the_live_log_is_read_on_and_nothing_personal_is_kept(cli: Callable[..., Ran], file: Path) -> None:
    assert cli("apply", file, "--yes").code == Exit.DONE

    first = cli("refresh-tokens", "recommend", file, "--live")
    second = cli("refresh-tokens", "recommend", file, "--live")

    assert first.code == second.code == Exit.REFUSED
    assert "0 were read before" in first.err
    assert "0 events came from the tenant's log" in second.err
    kept = Path(os.environ["DEPLOY_CLI_STATE_DIR"]) / "logs"
    assert [path.suffix for path in sorted(kept.rglob("*.*"))] == [".events", ".json"]


def test_the_plan_tells_how_many_a_shorter_lifetime_would_have_hit(
    cli: Callable[..., Ran], file: Path, logs: Path, tmp_path: Path
) -> None:
    assert cli("apply", file, "--yes").code == Exit.DONE
    file.write_text(TENANT.replace("inactivity_lifetime: 15d", "inactivity_lifetime: 7d"), "utf-8")
    saved = tmp_path / "plan.json"

    ran = cli("plan", file, "--logs", logs, "--format", "json", "--out", saved)

    value = json.loads(ran.out)
    assert list(Draft202012Validator(bundled("plan.json")).iter_errors(value)) == []
    [told] = [effect for effect in value["changes"][0]["effects"] if effect.get("observed")]
    assert "people who came back to `Shop` in the 60 days of the logs" in told["text"]
    assert "were away for 7 days or more" in told["text"]
    assert "(for 15 days or more:" in told["text"]
    assert cli("apply", file, "--plan", saved, "--yes").code == Exit.DONE


@pytest.mark.parametrize("keep", ["100%", "40%", "all", "-1"])
def test_an_impossible_wish_is_wrong_usage(
    cli: Callable[..., Ran], file: Path, logs: Path, keep: str
) -> None:
    assert cli("refresh-tokens", "recommend", file, "--logs", logs, "--keep", keep).code == Exit.USAGE


def test_without_logs_there_is_nothing_to_learn_from(cli: Callable[..., Ran], file: Path) -> None:
    ran = cli("refresh-tokens", "recommend", file)

    assert ran.code == Exit.USAGE
    assert "--live" in ran.err
