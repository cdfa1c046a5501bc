"""The keys of another issuer, over real HTTP and with a clock of the test's own."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from api.errors import IssuerUnavailable, Unauthorized
from api.security.keys import COOLDOWN_SECONDS, FRESH_SECONDS, MAX_BYTES, MAX_KEYS, KeyRing
from tests.support.issuer import OtherIssuer, an_rsa_key, described, serving_issuer


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


@pytest.fixture
def issuer() -> Iterator[OtherIssuer]:
    """An issuer with one key, `first`."""
    with serving_issuer() as serving:
        yield serving


@pytest.fixture
def clock() -> Clock:
    """The ring's clock."""
    return Clock()


@pytest.fixture
async def ring(issuer: OtherIssuer, clock: Clock) -> AsyncIterator[KeyRing]:
    """A ring that has asked for nothing yet."""
    made = KeyRing(issuer.jwks_url, clock)
    yield made
    await made.close()


async def fetched(ring: KeyRing) -> None:
    """Wait for a fetch under way."""
    assert ring._fetching is not None
    await ring._fetching


async def test_a_key_is_fetched_once_for_all_who_need_it_at_once(issuer: OtherIssuer, ring: KeyRing) -> None:
    found = await asyncio.gather(*(ring.find("first") for _ in range(50)))

    assert {key.algorithm_name for key in found} == {"ES256"}
    assert issuer.n_asked == 1


async def test_ten_thousand_unknown_keys_cause_one_fetch_and_are_forgotten(issuer: OtherIssuer, ring: KeyRing) -> None:
    for number in range(10_000):
        with pytest.raises(Unauthorized, match="does not publish"):
            await ring.find(f"unknown {number}")

    assert issuer.n_asked == 1
    assert set(ring._keys) == {"first"}


async def test_a_new_key_is_found_once_the_pause_between_two_fetches_is_over(
    issuer: OtherIssuer, ring: KeyRing, clock: Clock
) -> None:
    await ring.find("first")
    issuer.rotate("second")
    clock.now = COOLDOWN_SECONDS - 1
    with pytest.raises(Unauthorized):
        await ring.find("second")
    clock.now = COOLDOWN_SECONDS

    assert (await ring.find("second")).key_id == "second"
    assert issuer.n_asked == 2
    with pytest.raises(Unauthorized):
        await ring.find("first")


async def test_a_key_that_is_published_no_more_is_dropped_when_the_keys_are_fetched_again(
    issuer: OtherIssuer, ring: KeyRing, clock: Clock
) -> None:
    await ring.find("first")
    issuer.rotate("second")
    clock.now = FRESH_SECONDS - 1
    await ring.find("first")
    assert issuer.n_asked == 1
    clock.now = FRESH_SECONDS
    await ring.find("first")  # it counts once more, because nobody waits for a fetch whose key is there
    await fetched(ring)

    with pytest.raises(Unauthorized):
        await ring.find("first")
    assert issuer.n_asked == 2


async def test_an_issuer_that_is_away_refuses_only_what_is_unknown(
    issuer: OtherIssuer, ring: KeyRing, clock: Clock
) -> None:
    await ring.find("first")
    issuer.is_away, clock.now = True, 10 * FRESH_SECONDS

    await ring.find("first")
    await fetched(ring)
    assert (await ring.find("first")).key_id == "first"
    with pytest.raises(IssuerUnavailable):
        await ring.find("second")


async def test_an_issuer_that_never_answered_is_asked_again_after_the_pause(
    issuer: OtherIssuer, ring: KeyRing, clock: Clock
) -> None:
    issuer.is_away = True
    for _ in range(3):
        with pytest.raises(IssuerUnavailable):
            await ring.find("first")
    assert issuer.n_asked == 1
    issuer.is_away, clock.now = False, COOLDOWN_SECONDS

    assert (await ring.find("first")).key_id == "first"


async def test_only_public_keys_of_es256_and_rs256_that_are_long_enough_count(
    issuer: OtherIssuer, ring: KeyRing
) -> None:
    good = [described("es", ec.generate_private_key(ec.SECP256R1())), described("rs", an_rsa_key())]
    odd = [
        described("short", an_rsa_key(1024)),
        {**described("encrypts", an_rsa_key()), "use": "enc"},
        {**described("other", an_rsa_key()), "alg": "PS256"},
        {**described("mixed", an_rsa_key()), "alg": "ES256"},
        {"kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "HS256"},
        {"kty": "EC", "kid": "broken", "crv": "P-256"},
        "no key",
    ]
    issuer.document = json.dumps({"keys": [*odd, *good]}).encode()

    assert (await ring.find("es")).algorithm_name == "ES256"
    assert (await ring.find("rs")).algorithm_name == "RS256"
    assert set(ring._keys) == {"es", "rs"}


@pytest.mark.parametrize(
    "document",
    [b"no JSON", b"[]", b"{}", b'{"keys": 5}', b"\xff\xfe", b"[" * 100_000, b'{"keys": []}' + b" " * MAX_BYTES],
    ids=["text", "list", "object", "number", "bytes", "deep", "large"],
)
async def test_an_address_that_answers_something_else_counts_as_away(
    issuer: OtherIssuer, ring: KeyRing, document: bytes
) -> None:
    issuer.document = document

    with pytest.raises(IssuerUnavailable):
        await ring.find("first")


async def test_no_more_keys_are_kept_than_any_issuer_has(issuer: OtherIssuer, ring: KeyRing) -> None:
    one = described("", ec.generate_private_key(ec.SECP256R1()))
    issuer.document = json.dumps({"keys": [{**one, "kid": str(number)} for number in range(MAX_KEYS + 1)]}).encode()

    assert (await ring.find(str(MAX_KEYS - 1))).key_id == "99"
    with pytest.raises(Unauthorized):
        await ring.find(str(MAX_KEYS))
