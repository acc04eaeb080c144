"""``refresh-tokens show`` and ``refresh-tokens simulate`` beyond their golden answers."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy_cli.cli.exits import Exit
from tests.cli.conftest import Ran

TENANT = """\
environment: {name: shop, domain: emulator}
resourceServers:
  - {identifier: "https://api.example", name: API, allow_offline_access: true, token_lifetime: 3600}
refresh_token_policies:
  site: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}
clients:
  - name: <Site> & "Söhne"
    app_type: native
    token_endpoint_auth_method: none
    oidc_conformant: true
    grant_types: [authorization_code, refresh_token]
    refresh_token_policy: site
  - {name: Nightly, app_type: non_interactive, grant_types: [client_credentials]}
  - {name: Bare, description: Nothing is said}
"""
SITE = 'Site & "Söhne"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT.replace("<Site>", "Site").replace('Site & "Söhne"', "'" + SITE + "'"), "utf-8")
    return file


@pytest.fixture
def simulated(cli: Callable[..., Ran], file: Path) -> Callable[..., Ran]:
    return lambda *arguments: cli("refresh-tokens", "simulate", file, SITE, *arguments)


def test_the_json_view_holds_every_policy(cli: Callable[..., Ran], file: Path) -> None:
    ran = cli("refresh-tokens", "show", file, "--format", "json")

    site, nightly, bare = json.loads(ran.out)["policies"]
    assert (site["rotating"], site["absolute"], site["inactivity"]) == (True, 2_592_000, 1_296_000)
    assert (site["refresh_token"], nightly["refresh_token"], bare["refresh_token"]) == (
        "possible",
        "impossible",
        "unsaid",
    )


def test_live_fills_in_what_the_files_do_not_say(cli: Callable[..., Ran], file: Path) -> None:
    assert cli("apply", file, "--yes").code == Exit.DONE

    ran = cli("refresh-tokens", "show", file, "Bare", "--live", "--format", "json")

    shown = json.loads(ran.out)
    assert shown["source"] == "files and live tenant"
    assert shown["policies"][0]["unsaid"] == []
    assert shown["policies"][0]["rotating"] is False
    assert shown["policies"][0]["refresh_token"] == "possible"


def test_the_files_win_over_the_live_tenant(cli: Callable[..., Ran], file: Path) -> None:
    assert cli("apply", file, "--yes").code == Exit.DONE
    file.write_text(
        file.read_text("utf-8").replace("inactivity_lifetime: 15d", "inactivity_lifetime: 5d"), "utf-8"
    )

    ran = cli("refresh-tokens", "show", file, SITE, "--live", "--format", "json")

    assert json.loads(ran.out)["policies"][0]["inactivity"] == 432_000


def test_a_simulation_as_json_tells_logins_causes_and_remedies(simulated: Callable[..., Ran]) -> None:
    ran = simulated("--visits", "at 0s, 20d", "--format", "json")

    value = json.loads(ran.out)
    assert value["logins"] == [1_728_000]
    assert value["moments"][1]["refresh_token_lost"] == {"cause": "idle", "at": 1_296_000}
    assert value["causes"][0]["spared_by"][0] == {
        "what": "inactivity-lifetime",
        "at_least": 1_728_001,
        "and_at_least": None,
        "text": "an inactivity lifetime of more than 20d",
    }


def test_how_long_somebody_may_be_away_as_json(simulated: Callable[..., Ran]) -> None:
    ran = simulated("--first-login-after", "--format", "json", "--visits", "at 0s, 59m")

    value = json.loads(ran.out)
    assert (value["kept_up_to"], value["login_from"]) == (1_296_000 - 3_600, 1_296_000)
    assert value["after_the_visits"] == [{"login_after": 1_296_000 - 3_540, "if": []}]


def test_the_same_seed_gives_the_same_visits(simulated: Callable[..., Ran]) -> None:
    one, again, other = (
        simulated("--visits", "about every 10d for 1y", "--seed", seed).out for seed in (1, 1, 2)
    )

    assert one == again != other


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_well_formed_and_tells_of_every_login(
    simulated: Callable[..., Ran], tmp_path: Path, theme: str
) -> None:
    ran = simulated("--visits", "every 10d for 60d", "--picture", "it.svg", "--theme", theme)

    tree = ET.fromstring((tmp_path / "it.svg").read_text("utf-8"))
    titles = [node.text or "" for node in tree.iter("{http://www.w3.org/2000/svg}title")]
    assert ran.code == Exit.DONE
    assert titles[0] == f"{SITE}: every 10d for 60d"
    assert sum("absolute lifetime" in title for title in titles) == 2
    assert any("2 more logins in 60 days" in (node.text or "") for node in tree.iter())


def test_a_picture_is_also_a_png(simulated: Callable[..., Ran], tmp_path: Path) -> None:
    simulated("--visits", "every 10d for 60d", "--picture", "it.png")

    assert (tmp_path / "it.png").read_bytes().startswith(b"\x89PNG\r\n")


CSV = """\
at,device,stay,action,to
2026-01-05T09:00:00Z,phone,30m,visit,
2026-01-05T10:00:00Z,phone,,copy,thief
2026-01-05T12:00:00+01:00,thief,,visit,
2026-01-05T12:00:00Z,phone,,visit,
2026-01-05T13:30:00Z,thief,,visit,
"""


def test_visits_come_from_a_file(simulated: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(CSV, "utf-8")

    ran = simulated("--visits-file", "visits.csv", "--fallback", "none", "--format", "json")

    moments = json.loads(ran.out)["moments"]
    assert [(one["at"], one["device"], one["outcome"]) for one in moments] == [
        (0, 0, "login"),
        (7_200, 1, "refresh"),
        (10_800, 0, "login"),
        (16_200, 1, "login"),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nobody comes"),
        (("--visits", "daily"), "is no habit"),
        (("--visits", "every 1d for 2d", "--visits-file", "empty.csv"), "exclude each other"),
        (("--visits-file", "empty.csv"), "no visits"),
        (("--visits-file", "empty.csv", "--devices", "2"), "`--devices` is for `--visits`"),
        (("--first-login-after", "--picture", "it.svg"), "there is no picture"),
        (("--visits-file", "wrong.csv"), "wrong.csv:3: `sleep` is no action"),
        (("--visits-file", "when.csv"), "when.csv:2: `2026-13-01` is no timestamp"),
        (("--visits-file", "columns.csv"), "the names of its columns"),
        (("--visits", "every 1d for 2d", "--api", "https://apl.example"), "there is no API"),
        (("--visits", "every 1d for 2d", "--picture", "it.gif"), "is no picture"),
        (("--visits", "every 1d for 2d", "--change-at", "soon", "tenant.yaml"), "is no duration"),
        (("--visits", "every 1d for 2d", "--session-check", "soon"), "is no duration"),
    ],
)
def test_what_cannot_be_simulated_is_wrong_usage(
    simulated: Callable[..., Ran], tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "empty.csv").write_text("at,device\n", "utf-8")
    (tmp_path / "wrong.csv").write_text("at,action\n0s,visit\n1d,sleep\n", "utf-8")
    (tmp_path / "when.csv").write_text("at\n2026-13-01\n", "utf-8")
    (tmp_path / "columns.csv").write_text("when,device\n0s,phone\n", "utf-8")

    ran = simulated(*arguments)

    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert message in ran.err


@pytest.mark.parametrize(
    ("client", "message"),
    [("Nightly", "`Nightly` is for machines"), ("Bar", "there is no client `Bar`")],
)
def test_only_clients_for_people_are_simulated(
    cli: Callable[..., Ran], file: Path, client: str, message: str
) -> None:
    ran = cli("refresh-tokens", "simulate", file, client, "--visits", "every 1d for 2d")

    assert ran.code == Exit.USAGE
    assert message in ran.err


def test_a_self_service_subscription_caps_the_session(cli: Callable[..., Ran], file: Path) -> None:
    long = TENANT + "tenant: {session_lifetime: 8760, idle_session_lifetime: 2400}\n"
    file.write_text(long.replace('<Site> & "Söhne"', "Site"), "utf-8")

    def logins(*more: str) -> list[int]:
        arguments = ("--visits", "at 0s, 20d", "--storage", "memory", "--format", "json", *more)
        return list(json.loads(cli("refresh-tokens", "simulate", file, "Site", *arguments).out)["logins"])

    assert logins() == []
    assert logins("--subscription", "self-service") == [20 * 86_400]
