"""Who put what live: the dialog, the second person, the log, the list of all rules, the versions, the canary."""

import csv
import re
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from catalog.models import Store
from catalog.queries import RegionFacts, TierFacts
from events.models import RankedList
from rules.models import AuditEntry, Placement, Publication, Rule, RuleSet, RuleTest, Study
from rules.queries import engine_ruleset, live_version
from rules.services import RuleFields, ensure_draft, publish, roll_back, save_rule
from tests.conftest import StudioDoor
from tests.woorec.boards import HOME, HOUSE, HTMX, PARTNER, pin, put_live, shop_answers, slot
from woorec import canary
from woorec.answers import Request
from woorec.holder import SNAPSHOTS, SnapshotHolder
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.tasks import canary as canary_task
from woorec.tasks import reconcile_canaries

AUDIT, RULES = "/studio/leather/audit/", "/studio/leather/rules/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def draft(home_page: Placement, mia: User) -> RuleSet:
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, slot(2, HOUSE, owner="Mia"), by=mia)
    return draft


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# ---- publishing


def test_the_dialog_says_whom_the_change_is_for(draft: RuleSet, mia: User, petra: User, studio: StudioDoor) -> None:
    gold = RuleFields("boost", "Gold", {"points": 5, "condition": HOUSE}, "Mia", "Try.", scope={"tiers": ["gold"]})
    publish(draft, by=petra)
    save_rule(ensure_draft(draft.placement, by=mia), gold, by=mia)
    for tier in ("gold", "", "", ""):
        served(draft.placement, tier=tier)

    said = words(studio(petra).get(f"{HOME}publish/", **HTMX).content.decode())

    assert "Touches Home alone, for tier Gold: 25 % of its 4 lists of the last 14 days." in said


def test_rule_tests_that_have_not_run_are_started_and_awaited(
    draft: RuleSet, petra: User, studio: StudioDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[tuple[str, int]] = []
    monkeypatch.setattr("catalog.dispatch.hand_out", lambda task, row: handed.append((task, row)))
    test = RuleTest.objects.create(placement=draft.placement, name="Two house brands", owner="Mia")
    client = studio(petra)

    asked = client.get(f"{HOME}publish/", **HTMX).content.decode()
    assert "hx-post" in asked
    assert 'name="note"' not in asked
    client.post(f"{HOME}publish/tests/run/", **HTMX)
    study = Study.objects.get()
    assert handed == [("woorec.run_study", study.pk)]
    assert "every 1s" in client.get(f"{HOME}publish/tests/", **HTMX).content.decode()
    assert client.post(f"{HOME}publish/", {"revision": draft.revision}, **HTMX).status_code == 422

    found = {"id": test.pk, "name": test.name, "passed": False, "said": "3 of 50 lists have one.", "lists": 50}
    Study.objects.update(state=Study.State.DONE, result={"tests": [found]})
    page = client.get(f"{HOME}publish/", **HTMX).content.decode()
    assert "The test “Two house brands” does not pass" in page
    assert "3 of 50 lists have one." in page
    sent = {"revision": draft.revision, "waive": f"rule_test:{test.pk}", "reason": "New stock tonight."}
    assert client.post(f"{HOME}publish/", sent, **HTMX).status_code == 200
    assert live_version(draft.placement).waivers.get().reason == "New stock tonight."
    assert "New stock tonight." in client.get(f"{HOME}versions/").content.decode()


def test_mia_cannot_start_or_skip_the_tests(draft: RuleSet, mia: User, studio: StudioDoor) -> None:
    assert studio(mia).post(f"{HOME}publish/tests/run/").status_code == 403
    assert studio(mia).post(f"{HOME}publish/", {"waive": "x", "reason": "y"}).status_code == 403


def test_a_shop_with_four_eyes_leads_a_draft_from_mia_to_petra(
    draft: RuleSet, mia: User, petra: User, studio: StudioDoor
) -> None:
    Store.objects.update(four_eyes=True)
    waiting = studio(petra).get(f"{HOME}publish/", **HTMX).content.decode()
    assert "Hand the draft in" in waiting
    assert 'name="note"' not in waiting

    studio(mia).post(f"{HOME}submit/", {"revision": draft.revision})
    assert "Handed in by Mia" in studio(petra).get(HOME).content.decode()

    page = pin(studio(mia), "WALLET-3", 5)
    assert "takes it back" in page.headers["HX-Trigger"]
    assert "Hand in for approval" in page.content.decode()
    draft.refresh_from_db()
    assert draft.submitted_at is None

    studio(mia).post(f"{HOME}submit/", {"revision": draft.revision})
    studio(petra).post(f"{HOME}publish/", {"revision": draft.revision}, **HTMX)
    assert live_version(draft.placement) == draft


def test_mia_takes_back_what_she_handed_in(draft: RuleSet, mia: User, studio: StudioDoor) -> None:
    Store.objects.update(four_eyes=True)
    studio(mia).post(f"{HOME}submit/", {"revision": draft.revision})
    studio(mia).post(f"{HOME}submit/", {"revision": draft.revision, "action": "withdraw"})

    draft.refresh_from_db()
    assert draft.submitted_at is None
    assert list(AuditEntry.objects.values_list("action", flat=True)[:2]) == ["draft.withdrawn", "draft.submitted"]


# ---- the audit log


def test_the_log_says_in_sentences_what_changed(draft: RuleSet, mia: User, vera: User, studio: StudioDoor) -> None:
    row = draft.rules.get()
    save_rule(draft, slot(3, HOUSE, owner="Mia"), by=mia, key=row.key)

    said = words(studio(vera).get(AUDIT).content.decode())

    assert "Rule changed" in said
    assert "Slot 3 reserved" in said
    assert "(was: Slot 2 reserved" in said


def test_the_log_is_narrowed_by_person_action_placement_and_day(
    draft: RuleSet, petra: User, vera: User, studio: StudioDoor
) -> None:
    publish(draft, by=petra)
    client, today, past = studio(vera), timezone.now().date(), "2020-01-01"

    def found(query: str) -> str:
        return words(client.get(f"{AUDIT}?{query}", **HTMX).content.decode())

    assert "1 entry found" in found("who=Petra")
    assert "1 entry found" in found("action=rule.added")
    assert "Nothing fits these filters" in found("placement=cart")
    assert "3 entries found" in found(f"since={today}&placement=home")
    assert "Nothing fits these filters" in found(f"until={past}")
    assert "3 entries" in found("since=no-day")


def test_the_log_of_another_shop_stays_there(draft: RuleSet, vera: User, studio: StudioDoor) -> None:
    Store.objects.create(code="other", name="Other", currency="EUR")

    assert "Nothing was written yet" in studio(vera).get("/studio/other/audit/").content.decode()


def test_the_log_as_a_file_runs_no_formula(home_page: Placement, mia: User, vera: User, studio: StudioDoor) -> None:
    save_rule(ensure_draft(home_page, by=mia), slot(2, HOUSE, owner="Mia"), by=mia)
    Rule.objects.update(label="=1+1")
    save_rule(ensure_draft(home_page, by=mia), RuleFields(
        "boost", "=1+1", {"points": 5, "condition": HOUSE}, "Mia", "Try."), by=mia)  # fmt: skip

    answer = studio(vera).get(f"{AUDIT}csv/?action=rule.added")
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert [row["about"] for row in rows] == ["'=1+1", "Mia's place 2"]
    assert {(row["who"], row["action"], row["placement"]) for row in rows} == {("Mia", "Rule added", "home")}


def test_a_long_log_comes_in_pages_and_costs_no_more_queries(
    home_page: Placement, mia: User, vera: User, studio: StudioDoor, django_assert_max_num_queries
) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(store=home_page.store, who="Mia", action="rule.deleted", subject="rule", label=f"Rule {number}")
        for number in range(120)
    )
    client = studio(vera)
    with django_assert_max_num_queries(16):
        page = client.get(f"{AUDIT}?page=2").content.decode()
    assert "41 to 80 of 120 entries" in page


# ---- all rules


def served(placement: Placement, *, tier: str = "", slots: tuple[str, ...] = (), days: int = 1) -> None:
    RankedList.objects.create(
        request_id=f"00000000-0000-4000-8000-{RankedList.objects.count():012}", store=placement.store,
        at=timezone.now() - timedelta(days=days, minutes=1), placement=placement.code, region="eu", tier=tier,
        model="logistic", product_ids=[], scores=[], propensities=[], slots=list(slots), reasons=[], prices=[],
        stocks=[], margins=[],
    )  # fmt: skip


def long_ago(days: int = 20) -> None:
    Rule.objects.update(changed_at=timezone.now() - timedelta(days=days))


def rules_page(client: object, query: str = "") -> str:
    cache.clear()
    return words(client.get(f"{RULES}?{query}", **HTMX).content.decode())


def test_every_live_rule_stands_in_one_table(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    put_live(home_page.store.placements.get(code="product"), slot(3, PARTNER, owner="Petra"))
    client = studio(vera)

    assert "2 live rules" in rules_page(client)
    assert "1 of 2 live rules" in rules_page(client, "owner=Petra")
    assert "1 of 2 live rules" in rules_page(client, "q=house+mia")
    assert "2 of 2 live rules" in rules_page(client, "kind=slot")
    assert "No rule fits these filters" in rules_page(client, "kind=boost")


def test_rules_that_end_soon_are_over_or_wait_for_review_are_found(
    home_page: Placement, vera: User, studio: StudioDoor
) -> None:
    put_live(home_page, *(slot(place, HOUSE, owner="Mia") for place in (1, 2, 3, 4)))
    soon, over, old, new = Rule.objects.order_by("order")
    now = timezone.now()
    Rule.objects.filter(pk=soon.pk).update(ends_at=now + timedelta(days=3))
    Rule.objects.filter(pk=over.pk).update(ends_at=now - timedelta(days=3))
    Rule.objects.filter(pk=old.pk).update(changed_at=now - timedelta(days=91))
    client = studio(vera)

    for look, place in (("expiring", 1), ("ended", 2), ("review", 3)):
        said = rules_page(client, f"look={look}")
        assert "1 of 4 live rules" in said
        assert f"place {place} " in said


def test_a_rule_whose_pool_is_in_no_catalogue_never_fires(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(2, {"fact": "brand", "op": "is", "value": "nobody"}, owner="Mia"))

    assert "No product of the catalogue belongs to its pool." in rules_page(studio(vera), "look=never")


def test_a_rule_that_depends_on_the_moment_is_not_accused(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(2, {"fact": "stock", "op": "at_least", "value": 10_000}, owner="Mia"))

    assert "Every rule does something" in rules_page(studio(vera), "look=never")


def test_a_rule_for_shoppers_who_never_came_never_fires(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    boost = {"points": 5, "condition": HOUSE}
    put_live(home_page, RuleFields("boost", "Gold", boost, "Mia", "Try.", scope={"tiers": ["gold"]}))
    client = studio(vera)
    long_ago()
    assert "Every rule does something" in rules_page(client, "look=never")  # nothing was served: nothing is known

    served(home_page)
    served(home_page)
    assert "None of the 2 lists since" in rules_page(client, "look=never")
    served(home_page, tier="gold")
    assert "Every rule does something" in rules_page(client, "look=never")


def test_a_slot_that_filled_no_position_never_fires(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    served(home_page, days=3)
    client, key = studio(vera), str(Rule.objects.get().key)
    assert "Every rule does something" in rules_page(client, "look=never")  # it is younger than the list

    long_ago()
    assert "It filled no position in the list since" in rules_page(client, "look=never")
    served(home_page, slots=("", key))
    assert "Every rule does something" in rules_page(client, "look=never")


def test_a_thousand_live_rules_stay_usable(
    home_page: Placement, vera: User, studio: StudioDoor, django_assert_max_num_queries
) -> None:
    live = put_live(home_page, slot(1, HOUSE, owner="Mia"))
    first = live.rules.get()
    Rule.objects.bulk_create(
        Rule(
            ruleset=live, kind="boost", label=f"Boost {number}", params={"points": 1, "condition": HOUSE},
            owner=f"Owner {number % 7}", reason=first.reason, order=number,
        )
        for number in range(2, 1001)
    )  # fmt: skip
    client = studio(vera)
    rules_page(client)  # loads the snapshot
    with django_assert_max_num_queries(16):
        page = rules_page(client, "look=never")
    assert "Every rule does something" in page
    assert "1 to 50 of 1000 rules" in rules_page(studio(vera))


# ---- versions


def test_any_two_versions_are_compared_in_sentences(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    put_live(home_page, slot(3, PARTNER, owner="Petra"))
    put_live(home_page, slot(4, HOUSE, owner="Mia"))

    page = studio(vera).get(f"{HOME}versions/?from=3&to=1").content.decode()

    removed = re.findall(r"diff__line--removed.*?</li>", page, re.DOTALL)
    assert len(removed) == 2
    assert live_version(home_page).digest in page
    assert "Roll back to" not in page  # Vera looks


@pytest.mark.parametrize("query", ["from=1&to=99", "from=1&to=x", "from=&to="])
def test_a_version_that_is_not_there_is_no_error(
    home_page: Placement, vera: User, studio: StudioDoor, query: str
) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    assert studio(vera).get(f"{HOME}versions/?{query}").status_code == 200


def test_a_placement_without_versions_says_so(home_page: Placement, vera: User, studio: StudioDoor) -> None:
    assert "Nothing has been published yet" in studio(vera).get(f"{HOME}versions/").content.decode()


# ---- the canary


@pytest.mark.parametrize("code", ["home", "product", "cart"])
def test_preview_and_shop_agree_after_each_publish(
    home_page: Placement, vera: User, studio: StudioDoor, code: str
) -> None:
    placement = home_page.store.placements.get(code=code)
    put_live(placement, slot(2, HOUSE, owner="Mia"))
    publication = Publication.objects.get()

    canary_task(publication.pk)

    publication.refresh_from_db()
    regions = placement.store.regions.count()
    assert (publication.canary["asked"], publication.canary["agree"]) == (3 * regions, 3 * regions)
    assert not RankedList.objects.exists()
    page = studio(vera).get(f"/studio/leather/placements/{code}/versions/").content.decode()
    assert f"Preview and shop agree: {3 * regions} of {3 * regions}." in page


def test_a_shop_that_gets_something_else_is_named_on_the_home_page(
    home_page: Placement, vera: User, studio: StudioDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    shop = canary._from_shop

    def shop_in_another_order(*args: object) -> object:
        page = shop(*args)
        return page | {"items": page["items"][::-1]}

    monkeypatch.setattr(canary, "_from_shop", shop_in_another_order)
    canary_task(Publication.objects.get().pk)

    assert "Place 1: the board has" in Publication.objects.get().canary["differences"][0]["what"]
    assert "preview and shop differ" in studio(vera).get("/studio/leather/").content.decode()


def test_a_shop_that_gets_no_list_at_all_is_a_difference(home_page: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    monkeypatch.setattr("woorec.canary._OurKey.authenticate", lambda self, request: None)
    canary_task(Publication.objects.get().pk)

    assert Publication.objects.get().canary["agree"] == 0


def test_a_comparison_whose_message_was_lost_is_handed_out_again(
    home_page: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    handed: list[int] = []
    monkeypatch.setattr("catalog.dispatch.hand_out", lambda task, row: handed.append(row))
    reconcile_canaries()
    Publication.objects.update(at=timezone.now() - timedelta(minutes=1))
    reconcile_canaries()

    assert handed == [Publication.objects.get().pk]


def test_a_version_that_was_replaced_before_it_was_asked_is_not_judged(home_page: Placement, petra: User) -> None:
    put_live(home_page, slot(2, HOUSE, owner="Mia"))
    put_live(home_page, slot(3, HOUSE, owner="Mia"))
    first = Publication.objects.order_by("id").first()
    canary_task(first.pk)

    first.refresh_from_db()
    assert first.canary["asked"] == 0


# ---- every process, one version at a time


class PublishesMeanwhile(DatabaseLive):
    """Somebody publishes and the process takes it over while a request is being answered."""

    def __init__(self, store: Store, publish_now: object) -> None:
        super().__init__(store)
        self._publish_now = publish_now

    def facts(self, product_ids: object, *, region: RegionFacts, tier: TierFacts | None, at: object) -> object:
        self._publish_now()
        return super().facts(product_ids, region=region, tier=tier, at=at)


def test_a_request_that_began_with_one_version_ends_with_it(home_page: Placement, mia: User, petra: User) -> None:
    put_live(home_page, slot(1, HOUSE, owner="Mia"))
    before = shop_answers(home_page.store)
    draft = ensure_draft(home_page, by=mia)
    save_rule(draft, slot(2, PARTNER, owner="Petra"), by=mia)

    def publish_now() -> None:
        if live_version(home_page) != draft:
            publish(draft, by=petra)
            SNAPSHOTS.refresh(home_page.store)

    asked = Request(request_id=before.request.request_id, placement="home", at=before.request.at, explore=False)
    answer = recommend(asked, SNAPSHOTS.current(home_page.store), PublishesMeanwhile(home_page.store, publish_now))

    assert [item.sku for item in answer.items] == [item.sku for item in before.items]
    assert (answer.ruleset, answer.ruleset_version) == (before.ruleset, before.ruleset_version)
    assert shop_answers(home_page.store).ruleset_version == before.ruleset_version + 1


@pytest.mark.django_db(transaction=True)
def test_every_process_follows_a_publish_without_being_told(
    home_page: Placement, mia: User, petra: User, web_processes: list[SnapshotHolder]
) -> None:
    assert settings.SNAPSHOT_POLL_SECONDS < 2
    put_live(home_page, slot(1, HOUSE, owner="Mia"))
    followed = threading.Barrier(3)
    wanted = ensure_draft(home_page, by=mia)
    save_rule(wanted, slot(2, PARTNER, owner="Petra"), by=mia)

    def wait_for_the_version(holder: SnapshotHolder) -> None:
        while holder.current(home_page.store).placements["home"].rules.version != wanted.version:
            holder._ended.wait(0.01)
        connections.close_all()
        followed.wait(60)

    for holder in web_processes:
        assert holder.current(home_page.store).placements["home"].rules.version == 1
        holder.watch()
        threading.Thread(target=wait_for_the_version, args=(holder,), daemon=True).start()
    publish(wanted, by=petra)

    followed.wait(60)  # breaks, and the test with it, when a process never follows
    hashes = {holder.current(home_page.store).placements["home"].rules.ruleset_hash for holder in web_processes}
    assert hashes == {engine_ruleset(wanted).ruleset_hash}
    roll_back(RuleSet.objects.get(placement=home_page, version=1), by=petra)
