import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from deploy_cli.emulator.client_authentication import ASSERTION_TYPE
from deploy_cli.emulator.message import Response
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID

from .conftest import Client, Clock

AUDIENCE = "https://emulator/api/v2/"


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return new_key()


def public(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def register(client: Client, key: RSAPrivateKey, **credential: Any) -> str:
    """Create a client that authenticates with ``key`` and may read roles; return its id."""
    pem = {"credential_type": "public_key", "name": "k", "pem": public(key), **credential}
    methods = {"private_key_jwt": {"credentials": [pem]}}
    body = {"name": "Machine", "app_type": "non_interactive", "client_authentication_methods": methods}
    client_id: str = client.do("POST", "clients", body)["client_id"]
    client.do(
        "POST", "client-grants", {"client_id": client_id, "audience": AUDIENCE, "scope": ["read:roles"]}
    )
    return client_id


class Assertions:
    """Makes assertions for one client, each with a `jti` of its own."""

    def __init__(self, client_id: str, key: RSAPrivateKey, clock: Clock) -> None:
        self.client_id = client_id
        self.key = key
        self.clock = clock
        self.made = 0

    def make(self, alg: str = "RS256", headers: dict[str, Any] | None = None, **claims: Any) -> str:
        self.made += 1
        known = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": "https://emulator/",
            "exp": self.clock.now + 60,
            "jti": f"jti-{self.made}",
        }
        present = {name: value for name, value in {**known, **claims}.items() if value is not None}
        return jwt.encode(present, self.key, algorithm=alg, headers=headers)


@pytest.fixture
def assertions(client: Client, key: RSAPrivateKey, clock: Clock) -> Assertions:
    return Assertions(register(client, key), key, clock)


def ask(client: Client, assertion: str, **form: str | None) -> Response:
    sent: dict[str, str | None] = {"client_assertion": assertion, "client_assertion_type": ASSERTION_TYPE}
    return client.ask_token(**{"client_id": None, "client_secret": None, **sent, **form})


def refusal(answer: Response) -> str:
    body = json.loads(answer.body)
    assert (answer.status, body["error"]) == (401, "invalid_client")
    return str(body["error_description"])


def test_a_signed_assertion_proves_the_client(client: Client, assertions: Assertions) -> None:
    answer = ask(client, assertions.make())

    assert json.loads(answer.body)["scope"] == "read:roles"


def test_the_id_may_be_named_beside_the_assertion_if_it_is_the_same(
    client: Client, assertions: Assertions
) -> None:
    assert ask(client, assertions.make(), client_id=assertions.client_id).status == 200
    assert "client_id" in refusal(ask(client, assertions.make(), client_id=DEPLOY_CLIENT_ID))


def test_an_assertion_is_good_for_one_use(client: Client, assertions: Assertions) -> None:
    assertion = assertions.make()

    assert ask(client, assertion).status == 200
    assert "used before" in refusal(ask(client, assertion))


def test_one_jti_may_serve_two_clients(client: Client, assertions: Assertions, clock: Clock) -> None:
    other = Assertions(register(client, assertions.key), assertions.key, clock)

    assert ask(client, assertions.make(jti="a")).status == 200
    assert ask(client, other.make(jti="a")).status == 200


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"iss": "somebody"}, "iss"),
        ({"aud": "https://elsewhere/"}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": None}, "expired"),
        ({"exp": 1_000}, "expired"),
        ({"exp": 1_800_000_400}, "too long"),
        ({"nbf": 1_800_000_030}, "not yet"),
        ({"iat": 1_800_000_030}, "not yet"),
        ({"jti": None}, "jti"),
        ({"jti": "x" * 65}, "jti"),
        ({"sub": None}, "sub"),
        ({"padding": "x" * 2_000}, "longer"),
    ],
)
def test_an_assertion_that_says_the_wrong_thing_is_refused(
    client: Client, assertions: Assertions, claims: dict[str, Any], word: str
) -> None:
    assert word in refusal(ask(client, assertions.make(**claims)))


def test_an_assertion_may_be_meant_for_several(client: Client, assertions: Assertions) -> None:
    assert ask(client, assertions.make(aud=["https://elsewhere/", "https://emulator/"])).status == 200


def test_a_key_that_is_not_registered_is_refused(
    client: Client, assertions: Assertions, clock: Clock
) -> None:
    forged = Assertions(assertions.client_id, new_key(), clock)

    assert "not signed" in refusal(ask(client, forged.make()))


@pytest.mark.parametrize("alg", ["RS256", "RS384", "PS256"])
def test_the_registered_algorithm_counts(client: Client, key: RSAPrivateKey, clock: Clock, alg: str) -> None:
    mine = Assertions(register(client, key, alg=alg), key, clock)

    answers = {each: ask(client, mine.make(alg=each)).status for each in ("RS256", "RS384", "PS256")}

    assert answers == {each: 200 if each == alg else 401 for each in answers}


def test_the_kid_picks_the_key(client: Client, key: RSAPrivateKey, clock: Clock) -> None:
    mine = Assertions(register(client, key, kid="key-number-1"), key, clock)

    assert ask(client, mine.make(headers={"kid": "key-number-1"})).status == 200
    assert "not signed" in refusal(ask(client, mine.make(headers={"kid": "key-number-2"})))


def test_a_key_past_its_end_is_refused(client: Client, key: RSAPrivateKey, clock: Clock) -> None:
    end = datetime.fromtimestamp(clock.now + 100, UTC).isoformat().replace("+00:00", "Z")
    mine = Assertions(register(client, key, expires_at=end), key, clock)

    assert ask(client, mine.make()).status == 200
    clock.now += 101
    assert "not signed" in refusal(ask(client, mine.make()))


@pytest.mark.parametrize("assertion", ["", "a.b.c", "e30.e30.", "e30.e30.e30"])
def test_what_is_no_assertion_is_refused(client: Client, assertion: str) -> None:
    refusal(ask(client, assertion))


def test_another_kind_of_assertion_is_refused(client: Client, assertions: Assertions) -> None:
    assert ASSERTION_TYPE in refusal(ask(client, assertions.make(), client_assertion_type="saml"))


def test_a_client_that_is_not_there_is_unauthorized(client: Client, key: RSAPrivateKey, clock: Clock) -> None:
    answer = ask(client, Assertions("nobody", key, clock).make())

    assert json.loads(answer.body)["error"] == "access_denied"


def test_a_secret_does_not_open_what_a_key_guards(client: Client, assertions: Assertions) -> None:
    stored = client.emulator._engine.client(assertions.client_id)
    assert stored is not None

    answer = client.ask_token(client_id=assertions.client_id, client_secret=stored.get("client_secret", "x"))

    assert answer.status == 401


def test_an_emulator_under_another_name_takes_assertions_for_it(
    opened: Callable[..., Client], key: RSAPrivateKey, clock: Clock
) -> None:
    client = opened()
    mine = Assertions(register(client, key), key, clock)

    assertion = mine.make(aud="https://localhost:9/")

    form = {"client_assertion": assertion, "client_assertion_type": ASSERTION_TYPE}
    answer = client.ask_token({"host": "localhost:9"}, client_id=None, client_secret=None, **form)
    assert answer.status == 200
