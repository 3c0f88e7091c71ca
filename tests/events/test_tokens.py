"""Shopper tokens: issued, verified, expired, forged, replayed."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from catalog.models import SigningSecret, Store, TierPrice
from catalog.sealing import Unsealable, seal, unseal
from catalog.services import load_store
from catalog.signing import TooManySecrets, issue_signing_secret, revoke_signing_secret
from events.customers import ensure_customer
from events.models import RankedList
from events.shopper_tokens import ExpiredToken, ReplayedToken, TokenError, issue, sign, verify
from tests.conftest import NOON
from tests.factories import small_shop

LISTS, TOKENS = "/api/v1/recommendations", "/api/v1/shopper-tokens"


def part(content: object) -> str:
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def claims_for(store: Store, *, now: datetime = NOON, **changed: object) -> dict[str, object]:
    begins = int(now.timestamp())
    said = {"sub": "nora", "session": "v-1", "aud": store.code, "iat": begins, "exp": begins + 600, "jti": "t-1"}
    return {name: value for name, value in {**said, **changed}.items() if value is not None}


@pytest.fixture
def secret(leather: Store) -> tuple[str, str]:
    """The number of a secret and the secret."""
    row, text = issue_signing_secret(leather, name="Backend")
    return str(row.pk), text


def signed(secret: tuple[str, str], claims: dict[str, object]) -> str:
    return sign(claims, key_id=secret[0], secret=secret[1])


def ask(client: APIClient, token: str, *, session: str = "v-1", **wish: object):
    body = {"placement": "home", "session": session, **wish}
    return client.post(LISTS, body, format="json", headers={"Shopper-Token": token})


def code_of(answer) -> str:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    return answer.json()["type"].partition("#")[2]


def test_a_token_that_the_shops_backend_signed_is_verified(leather: Store, secret: tuple[str, str]) -> None:
    token = signed(secret, claims_for(leather, tier="gold", region="eu"))
    claims = verify(leather, token, session="v-1", now=NOON)
    assert (claims.customer, claims.session, claims.tier, claims.region) == ("nora", "v-1", "gold", "eu")
    assert claims.expires_at == NOON + timedelta(seconds=600)


def test_claims_do_not_print_who_they_are_about(leather: Store, secret: tuple[str, str]) -> None:
    assert "nora" not in repr(verify(leather, signed(secret, claims_for(leather)), session="v-1", now=NOON))


def test_a_token_of_our_own_is_verified_and_ends_when_it_says(leather: Store) -> None:
    token, ends = issue(leather, customer="nora", session="v-1", now=NOON, life=timedelta(hours=2))
    assert ends == NOON + timedelta(hours=2)
    assert verify(leather, token, session="v-1", now=ends - timedelta(seconds=1)).customer == "nora"
    with pytest.raises(ExpiredToken):
        verify(leather, token, session="v-1", now=ends)


def test_no_token_counts_for_longer_than_a_day(leather: Store) -> None:
    _, ends = issue(leather, customer="nora", session="v-1", now=NOON, life=timedelta(days=9))
    assert ends == NOON + timedelta(hours=24)


def test_the_token_of_another_session_is_refused(leather: Store, secret: tuple[str, str]) -> None:
    token = signed(secret, claims_for(leather))
    for session in ("v-2", "", "v-1 "):
        with pytest.raises(ReplayedToken):
            verify(leather, token, session=session, now=NOON)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "jewel"},
        {"aud": ["leather"]},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 10027},
        {"sub": "n" * 201},
        {"sub": "\ud800"},
        {"sub": "no\x00ra"},
        {"session": None},
        {"jti": None},
        {"iat": None},
        {"iat": True},
        {"iat": 1.5},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": 10**30},
        {"iat": int(NOON.timestamp()) + 3600, "exp": int(NOON.timestamp()) + 7200},
        {"exp": int(NOON.timestamp()) + 25 * 3600},
        {"exp": int(NOON.timestamp())},
        {"tier": ["gold"]},
        {"tier": "go ld"},
        {"tier": ""},
        {"region": "e" * 21},
    ],
)
def test_claims_that_are_not_as_agreed_are_refused(
    leather: Store, secret: tuple[str, str], changed: dict[str, object]
) -> None:
    with pytest.raises(TokenError):
        verify(leather, signed(secret, claims_for(leather, **changed)), session="v-1", now=NOON)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "JWT"},
        {"alg": "none"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "hs256"},
        {"typ": "at+jwt"},
        {"typ": None},
        {"kid": 1},
        {"kid": "٣"},
        {"kid": "99999999999999999999"},
        {"kid": "0"},
        {"crit": ["exp"]},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
    ],
)
def test_a_header_that_asks_for_anything_else_is_refused(
    leather: Store, secret: tuple[str, str], header: dict[str, object]
) -> None:
    whole = {"alg": "HS256", "typ": "JWT", "kid": secret[0], **header}
    said = f"{part(whole)}.{part(claims_for(leather))}"
    mac = hmac.digest(secret[1].encode(), said.encode(), "sha256")
    for signature in (part(mac), ""):
        with pytest.raises(TokenError):
            verify(leather, f"{said}.{signature}", session="v-1", now=NOON)


def test_the_same_header_as_agreed_is_taken(leather: Store, secret: tuple[str, str]) -> None:
    said = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': secret[0]})}.{part(claims_for(leather))}"
    mac = hmac.digest(secret[1].encode(), said.encode(), "sha256")
    assert verify(leather, f"{said}.{part(mac)}", session="v-1", now=NOON).token_id == "t-1"


def test_a_changed_token_is_refused_wherever_it_was_changed(leather: Store, secret: tuple[str, str]) -> None:
    token = signed(secret, claims_for(leather))
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(TokenError):
            verify(leather, token[:place] + other + token[place + 1 :], session="v-1", now=NOON)


def test_a_signature_has_only_one_spelling(leather: Store, secret: tuple[str, str]) -> None:
    token = signed(secret, claims_for(leather))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token[:-1] + letters[letters.index(token[-1]) ^ 1]
    for spelling in (twin, f"{token}=", f" {token}", token.replace("-", "+").replace("_", "/") + "=="):
        with pytest.raises(TokenError):
            verify(leather, spelling, session="v-1", now=NOON)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda raw: f"{part(raw)}.{part(raw)}.{part(raw)}")))
def test_rubbish_is_refused_before_anything_is_read(token: str) -> None:
    with pytest.raises(TokenError):
        verify(Store(pk=1, code="leather"), token, session="v-1", now=NOON)


@pytest.mark.parametrize(
    "head",
    [
        part(b"[" * 3000),
        part(b'{"alg":"HS256","alg":"none","typ":"JWT","kid":"1"}'),
        part(b"\xff\xfe"),
        part([]),
        part(b"1" * 3000),
    ],
)
def test_a_header_made_to_trip_the_reader_is_refused(head: str) -> None:
    with pytest.raises(TokenError):
        verify(Store(pk=1, code="leather"), f"{head}.{part({})}.{part(b'x')}", session="v-1", now=NOON)


def test_two_secrets_may_be_active_so_that_one_can_be_replaced(leather: Store, secret: tuple[str, str]) -> None:
    row, text = issue_signing_secret(leather, name="Next")
    with pytest.raises(TooManySecrets):
        issue_signing_secret(leather, name="Third")
    for name, key in (secret, (str(row.pk), text)):
        assert verify(leather, signed((name, key), claims_for(leather)), session="v-1", now=NOON)
    revoke_signing_secret(SigningSecret.objects.get(pk=secret[0]))
    with pytest.raises(TokenError):
        verify(leather, signed(secret, claims_for(leather)), session="v-1", now=NOON)
    assert issue_signing_secret(leather, name="Third")


def test_a_secret_of_one_store_opens_no_other(leather: Store, secret: tuple[str, str]) -> None:
    other = load_store(small_shop("jewel"))
    with pytest.raises(TokenError):
        verify(other, signed(secret, claims_for(other)), session="v-1", now=NOON)


def test_a_secret_is_stored_sealed(leather: Store, secret: tuple[str, str]) -> None:
    assert secret[1].encode() not in bytes(SigningSecret.objects.get().sealed)


def test_a_seal_opens_for_its_purpose_alone() -> None:
    sealed = seal("word", purpose="one")
    assert unseal(sealed, purpose="one") == "word"
    with pytest.raises(Unsealable):
        unseal(sealed, purpose="other")


@pytest.mark.parametrize("sealed", [b"", "x", "\ud800", "ä", b"\xff" * 90])
def test_what_is_no_seal_does_not_open(sealed: bytes | str) -> None:
    with pytest.raises(Unsealable):
        unseal(sealed, purpose="one")


# Through the API


def test_secrets_sealed_under_another_key_are_a_clear_answer(backend: APIClient, leather: Store) -> None:
    SigningSecret.objects.create(store=leather, name="Backend", sealed=b"sealed under another key")
    answer = backend.post(TOKENS, {"customer": "nora", "session": "v-1"}, format="json")
    assert (answer.status_code, code_of(answer)) == (503, "unavailable")
    assert "make new ones" in answer.json()["detail"]


def token_for(backend: APIClient, **wish: object) -> str:
    answer = backend.post(TOKENS, {"customer": "nora", "session": "v-1", **wish}, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()["shopper_token"]


def test_a_browser_with_a_token_gets_the_prices_of_its_tier(
    leather: Store, backend: APIClient, storefront: APIClient
) -> None:
    nora = ensure_customer(leather, external_id="nora")
    page = ask(storefront, token_for(backend, tier="gold", region="eu")).json()
    assert (page["tier"], page["region"]) == ("gold", "eu")
    prices = dict(TierPrice.objects.filter(region__code="eu", tier__code="gold").values_list("product__sku", "amount"))
    assert page["items"]
    assert all(item["price"] == float(prices[item["sku"]]) for item in page["items"])
    assert RankedList.objects.get().customer_id == nora


def test_without_a_token_the_browser_pays_the_regular_price(
    leather: Store, backend: APIClient, storefront: APIClient
) -> None:
    token_for(backend, tier="gold")
    page = storefront.post(LISTS, {"placement": "home", "session": "v-1"}, format="json").json()
    assert page["tier"] != "gold"


def test_the_token_may_stand_in_the_body(leather: Store, backend: APIClient, storefront: APIClient) -> None:
    body = {"placement": "home", "session": "v-1", "shopper_token": token_for(backend, tier="gold")}
    assert storefront.post(LISTS, body, format="json").json()["tier"] == "gold"


def test_a_region_that_the_token_does_not_say_is_named(backend: APIClient, storefront: APIClient) -> None:
    page = ask(storefront, token_for(backend, region="eu"), region="us").json()
    assert page["region"] == "eu"
    assert any("shopper token" in warning for warning in page["warnings"])


def test_a_token_for_somebody_unknown_is_answered_with_a_warning(backend: APIClient, storefront: APIClient) -> None:
    page = ask(storefront, token_for(backend, tier="gold")).json()
    assert page["tier"] == "gold"
    assert any(warning.startswith("customer:") for warning in page["warnings"])


def test_a_token_of_another_session_is_forbidden(backend: APIClient, storefront: APIClient) -> None:
    answer = ask(storefront, token_for(backend), session="v-2")
    assert (answer.status_code, code_of(answer)) == (403, "shopper-token-replayed")


def test_an_expired_token_is_told_apart_so_that_the_page_can_renew_it(leather: Store, storefront: APIClient) -> None:
    token, _ = issue(leather, customer="nora", session="v-1", now=timezone.now() - timedelta(hours=2))
    answer = ask(storefront, token)
    assert (answer.status_code, code_of(answer)) == (401, "shopper-token-expired")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "a" * 5000, ".", "..", "null", "\xff", part({"alg": "none"}) + ".e30."]
)
def test_a_token_that_does_not_count_is_refused_with_a_remedy(storefront: APIClient, token: str) -> None:
    answer = ask(storefront, token)
    assert (answer.status_code, code_of(answer)) == (401, "shopper-token-invalid")


def test_a_token_that_is_no_text_is_refused(storefront: APIClient) -> None:
    body = {"placement": "home", "session": "v-1", "shopper_token": {"sub": "nora"}}
    assert storefront.post(LISTS, body, format="json").status_code == 422


def test_a_token_whose_secret_was_revoked_is_refused(leather: Store, backend: APIClient, storefront: APIClient) -> None:
    token = token_for(backend)
    revoke_signing_secret(SigningSecret.objects.get())
    assert code_of(ask(storefront, token)) == "shopper-token-invalid"


def test_secrets_under_another_key_are_an_outage_and_no_crash(
    backend: APIClient, storefront: APIClient, settings
) -> None:
    token = token_for(backend)
    settings.SECRET_KEY = "another key than before"
    answer = ask(storefront, token)
    assert (answer.status_code, code_of(answer)) == (503, "unavailable")


def test_a_browser_key_may_not_issue_tokens(storefront: APIClient) -> None:
    answer = storefront.post(TOKENS, {"customer": "nora", "session": "v-1"}, format="json")
    assert (answer.status_code, code_of(answer)) == (403, "not-allowed")


@pytest.mark.parametrize(
    "wish",
    [{"lifetime_seconds": 90_000}, {"session": ""}, {"customer": None}, {"tier": "go ld"}, {"session": "v" * 65}],
)
def test_a_token_that_could_not_be_used_is_not_issued(backend: APIClient, wish: dict[str, object]) -> None:
    body = {"customer": "nora", "session": "v-1", **wish}
    assert backend.post(TOKENS, body, format="json").status_code == 422


def test_all_tokens_of_a_store_come_from_one_secret_until_it_is_revoked(leather: Store, backend: APIClient) -> None:
    first, second = token_for(backend), token_for(backend)
    assert first.split(".")[0] == second.split(".")[0]
    assert SigningSecret.objects.filter(store=leather).count() == 1


def test_times_of_a_token_are_utc(backend: APIClient) -> None:
    answer = backend.post(TOKENS, {"customer": "nora", "session": "v-1", "lifetime_seconds": 60}, format="json").json()
    ends = datetime.fromisoformat(answer["expires_at"])
    assert timedelta() < ends - datetime.now(UTC) <= timedelta(seconds=60)
