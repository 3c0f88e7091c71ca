"""Does the work of a replay: reads the logged requests of a period and asks each again under both sets of rules."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from events.logged_lists import LoggedList, Traffic, sampled_lists, traffic
from rules.cost import costs, net_of_returns, why_no_costs
from rules.engine.rule import Rule
from rules.models import Study
from rules.names import names_of
from rules.queries import LivePlacement, readable_ruleset
from rules.replay import Answered, Pair, ask_again, judged_rules, priced_rules
from rules.replay_estimates import estimates
from rules.replay_figures import Behind, Curve, closeness, curve_of, mechanical
from rules.studies import Progress, StudyFailed
from woorec.holder import SNAPSHOTS
from woorec.past_requests import Pipeline

USUAL_LISTS = 1000
MOST_PRICED_PAGES = 3000
NOTHING_SERVED = "No list was served here in this period. Choose a longer one."
NOTHING_ANSWERED = "None of these requests can be answered today. Look at the checks on the board."
MOVED_ON = "The draft was changed before the replay began. Start it again."
ASKING = "Asking again under the live rules and under the draft"
Json = dict[str, object]


def replay_study(progress: Progress) -> Mapping[str, object]:
    """This will carry out a claimed replay; raises StudyFailed when there is nothing to replay."""
    study, now = progress.study, datetime.now(UTC)
    store, code = study.placement.store, study.placement.code
    since, until, most = period_of(study.params)
    snapshot = SNAPSHOTS.refresh(store)
    live = snapshot.placements[code]
    draft = _draft(study, live)
    lists = sampled_lists(store, placement=code, since=since, until=until, most=most)
    if not lists:
        raise StudyFailed(NOTHING_SERVED)
    progress.keep_sample([str(each.request_id), each.at.isoformat()] for each in lists)
    priced, priced_lists = priced_rules(draft.rules, lists=len(lists), most_asks=MOST_PRICED_PAGES)
    asked = ask_again(
        progress.steps(lists, message=ASKING),
        ask=Pipeline(snapshot, replace(live, unreadable=draft.unreadable), now=now),
        live=live.rules,
        draft=draft.rules,
        priced=priced,
        priced_ids=_by_chance(lists, count=priced_lists),
    )
    if not asked.pairs:
        raise StudyFailed(NOTHING_ANSWERED)
    served = traffic(store, placement=code, since=since, until=until)
    curve, seed, behind = curve_of(served), int(study.digest[:8], 16), Behind(asked.pairs)
    return {
        **_about(study, asked, lists=len(lists), served=served, curve=curve),
        "live_version": live.rules.version,
        "closeness": closeness(asked.pairs),
        **mechanical(asked.pairs, judged=judged_rules(live.rules, draft.rules), curve=curve, behind=behind),
        "estimates": estimates(store, asked.pairs, seed=seed),
        "costs": _costs(
            asked.pairs, draft, priced=priced, curve=curve, per_week=_per_week(served, since, until), seed=seed
        ),
        "behind": behind.found,
        "lists": {str(number): _kept(pair) for number, pair in behind.lists()},
    }


def period_of(params: Mapping[str, object]) -> tuple[datetime, datetime, int]:
    """This will read the period and the size of the sample that were asked for."""
    since, until = (datetime.fromisoformat(str(params[name])) for name in ("since", "until"))
    return since, until, int(str(params.get("lists", USUAL_LISTS)))


def _draft(study: Study, live: LivePlacement) -> LivePlacement:
    rules, unreadable = readable_ruleset(study.ruleset, names=names_of(study.placement.store_id))
    if rules.ruleset_hash != study.digest:
        raise StudyFailed(MOVED_ON)
    return replace(live, rules=rules, unreadable=unreadable)


def _by_chance(lists: Sequence[LoggedList], *, count: int) -> frozenset[object]:
    """Request ids are as good as dice; their last digits know nothing of how the sample was taken."""
    return frozenset(sorted((each.request_id for each in lists), key=lambda each: each.int % 1_000_003)[:count])


def _per_week(served: Traffic, since: datetime, until: datetime) -> float:
    return served.lists / max((until - since) / timedelta(weeks=1), 1 / 7)


def _about(study: Study, asked: Answered, *, lists: int, served: Traffic, curve: Curve) -> Json:
    return {
        "since": study.params["since"],
        "until": study.params["until"],
        "draft_version": study.ruleset.version,
        "currency": study.placement.store.currency,
        "sample": lists,
        "served": served.lists,
        "asked": len(asked.pairs),
        "failed": asked.failed,
        "simulated": sum(pair.logged.is_simulated for pair in asked.pairs),
        "explored": sum(pair.logged.explored for pair in asked.pairs),
        "curve": {"weights": list(curve.weights), "clicks": curve.clicks},
    }


def _costs(
    pairs: Sequence[Pair], draft: LivePlacement, *, priced: Sequence[Rule], curve: Curve, per_week: float, seed: int
) -> Json:
    problem = why_no_costs(pairs)
    found = [] if problem else costs(pairs, priced, curve=curve, lists_per_week=per_week, seed=seed)
    safe = sum(rule.enabled and rule.severity == "safety" for rule in draft.rules.rules)
    on = sum(rule.enabled for rule in draft.rules.rules)
    return {
        "problem": problem,
        "net_of_returns": net_of_returns(pairs),
        "rules": [asdict(each) for each in found],
        "lists_per_week": per_week,
        "safety": safe,
        "too_many": on - safe - len(priced),
    }


def _kept(pair: Pair) -> Json:
    """The shopper is found through the log, so that who is forgotten there is forgotten here."""
    return {
        "request": str(pair.logged.request_id),
        "at": pair.logged.at.isoformat(),
        "live": list(pair.live.ids),
        "draft": list(pair.draft.ids),
        "relaxed": sorted(pair.draft.relaxed),
    }
