import json
from typing import Any

import jwt
import pytest

from deploy_cli.emulator.signing import (
    BadSignature,
    HashSigner,
    Malformed,
    RsaSigner,
    Signer,
    decode,
    encode,
    new_rsa_key,
)

CLAIMS = {"iss": "https://emulator/", "sub": "me@clients", "exp": 4_000_000_000}


@pytest.fixture(scope="module")
def pem() -> str:
    return new_rsa_key()


@pytest.fixture(params=["HS256", "RS256"])
def signer(request: pytest.FixtureRequest, pem: str) -> Signer:
    return HashSigner() if request.param == "HS256" else RsaSigner.from_pem(pem)


def test_what_was_signed_is_read_back(signer: Signer) -> None:
    assert signer.claims(signer.sign(CLAIMS)) == CLAIMS


def test_claims_keep_their_order(signer: Signer) -> None:
    assert list(signer.claims(signer.sign(CLAIMS))) == list(CLAIMS)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_with_one_changed_part_is_refused(signer: Signer, part: int) -> None:
    parts = signer.sign(CLAIMS).split(".")
    value = decode(parts[part])
    changed = (
        json.dumps({**json.loads(value), "x": 1}).encode() if part < 2 else bytes([value[0] ^ 1]) + value[1:]
    )
    parts[part] = encode(changed)

    with pytest.raises(BadSignature):
        signer.claims(".".join(parts))


def test_an_unsigned_token_is_refused(signer: Signer) -> None:
    header, claims = (encode(json.dumps(part).encode()) for part in ({"alg": "none"}, CLAIMS))
    token = f"{header}.{claims}."

    with pytest.raises(BadSignature):
        signer.claims(token)


def test_a_hash_made_with_the_public_key_is_no_signature(pem: str) -> None:
    signer = RsaSigner.from_pem(pem)
    public = json.dumps(signer.jwks()[0]).encode()

    with pytest.raises(BadSignature):
        signer.claims(HashSigner(public).sign(CLAIMS))


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c.d",
        "!.!.!",
        "e30.e30",
        "e30.W10.e30",
        f"{encode(b'[' * 100_000)}.e30.e30",
        "é.e30.e30",
    ],
)
def test_what_is_no_token_is_malformed(signer: Signer, token: str) -> None:
    with pytest.raises(Malformed):
        signer.claims(token)


def test_strangers_check_tokens_with_the_published_key(pem: str) -> None:
    signer = RsaSigner.from_pem(pem)
    token = signer.sign(CLAIMS)
    published: Any = signer.jwks()[0]

    key = jwt.PyJWK(published)

    assert jwt.get_unverified_header(token)["kid"] == published["kid"]
    assert jwt.decode(token, key, algorithms=["RS256"]) == CLAIMS


def test_a_key_has_one_name_for_good(pem: str) -> None:
    assert RsaSigner.from_pem(pem).jwks() == RsaSigner.from_pem(pem).jwks()
    assert RsaSigner.from_pem(pem).jwks() != RsaSigner.from_pem(new_rsa_key()).jwks()
