"""What a new model has to show before it may serve, in words for whoever decides.

A hard check that fails refuses the model for good. Any other open question waits for a publisher, who says why it may
serve all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.names import RANKERS

PASSED, FAILED, UNSURE = "passed", "failed", "unsure"
CLEARLY_WORSE = 0.02  # of the order within a list: beyond this, and beyond luck, nobody is asked
MUCH_MORE_SURPRISED = 0.02  # of the champion's log loss: likewise
FORETOLD = {"pctr": "clicks", "pctcvr": "purchases"}
PER = 1_000  # products shown
DRIFTED = 0.25  # the usual mark of the population stability index for "another population"
LESS_REACH, MUCH_LESS_REACH = 0.8, 0.5  # of the champion's share of the catalogue
SLOWER, MUCH_SLOWER = 3.0, 10.0  # times the champion
HONEST = (0.7, 1.4)  # predicted for each click that happened
BANDS = 10
FEWEST_SCORES = 100


@dataclass(frozen=True, slots=True)
class Gate:
    """One check: what was asked, how it went, and in a sentence why."""

    code: str
    label: str
    state: str  # passed, failed or unsure
    words: str
    hard: bool = False  # only of a failed one

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of asking the shop's own pipeline with a new model, and with the champion beside it if any."""

    asked: int  # lists
    lost: int = 0  # lists that only the champion could make
    shorter: int = 0  # lists that hold fewer products than the champion's
    unsafe: tuple[str, ...] = ()  # who was shown what they avoid, made-up shoppers alone
    avoiders: int = 0  # lists of made-up shoppers who avoid something
    sellable: int = 0  # products that could have been shown
    reached: int = 0
    reached_before: int | None = None
    scores: tuple[float, ...] = ()  # chances of a click of what was shown
    scores_before: tuple[float, ...] = ()
    overlap: float | None = None  # of the first ten places, mean
    slowness: float | None = None  # times as long as the champion takes to score 500 products


def judge(metrics: Mapping[str, Any], trial: Trial | None, *, has_champion: bool) -> list[Gate]:
    """This will make every check that the figures of a training and a trial allow."""
    gates = [*_order(metrics, has_champion=has_champion), _honesty(metrics)]
    if trial is None:
        return [
            *gates, Gate("trial", "Lists with the new model", UNSURE, "It could not be tried on this shop’s lists."),
        ]  # fmt: skip
    return [*gates, _allergy(trial), _full_lists(trial), _reach(trial), *_beside_the_champion(trial)]


def refusal(gates: Sequence[Gate]) -> str:
    """This will say why a model is refused; empty when it is not."""
    return " ".join(gate.words for gate in gates if gate.state == FAILED and gate.hard)


def drift(before: Sequence[float], now: Sequence[float], *, bands: int = BANDS) -> float | None:
    """This will return the population stability index of two sets of scores; None with too few to tell.

    Source: the usual definition, sum of (p - q) ln(p / q) over bands that hold equal shares of `before`.
    """
    if min(len(before), len(now)) < FEWEST_SCORES:
        return None
    edges = np.unique(np.quantile(np.asarray(before), np.linspace(0, 1, bands + 1)[1:-1]))
    ours, theirs = _shares(now, edges), _shares(before, edges)
    return float(np.sum((ours - theirs) * np.log(ours / theirs)))


def _said_of(ranker: str, label: str) -> str:
    return f"{RANKERS.get(ranker, ranker)}: {label[0].lower()}{label[1:]}"


def _share(value: float, *, digits: int = 1) -> str:
    return f"{value:.{digits}%}".replace("%", "\u00a0%")


def _shares(scores: Sequence[float], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(np.searchsorted(edges, np.asarray(scores), side="right"), minlength=len(edges) + 1)
    return (counts + 0.5) / (counts.sum() + 0.5 * len(counts))  # an empty band is rare, not impossible


def _order(metrics: Mapping[str, Any], *, has_champion: bool) -> Iterator[Gate]:
    label = "Ranks as well as the champion"
    if not has_champion:
        return
    found = metrics.get("against_champion") or {"missing": "It was not measured."}
    if "missing" in found:
        yield Gate("order", label, UNSURE, f"Cannot be told yet: {found['missing']}")
        return
    for name, each in found.items():
        yield _order_of(name, each, label=_said_of(name, label))
        yield from _surprise(name, each.get("losses") or {})


def _order_of(name: str, found: Mapping[str, Any], *, label: str) -> Gate:
    code = f"order.{name}"
    if "missing" in found:
        return Gate(code, label, UNSURE, f"Cannot be told yet: {found['missing']}")
    ours, theirs = found["challenger"], found["champion"]
    both = f"{_share(ours)} against the champion’s {_share(theirs)} of the pairs in {found['lists']:,} unseen lists"
    if found["high"] >= 0:
        better = "more, and more than luck" if found["low"] > 0 else "no less, as far as luck lets us tell"
        return Gate(code, label, PASSED, f"It puts the clicked product first in {both}: {better}.")
    hard = theirs - ours > CLEARLY_WORSE
    return Gate(code, label, FAILED, f"It ranks worse: it puts the clicked product first in {both}.", hard=hard)


def _surprise(name: str, found: Mapping[str, Mapping[str, Any]]) -> Iterator[Gate]:
    """Where both foretell it, clicks and purchases must not surprise the new one more than the champion."""
    for head, events in FORETOLD.items():
        if head in found:
            yield _surprise_of(name, found[head], events=events)


def _surprise_of(name: str, found: Mapping[str, Any], *, events: str) -> Gate:
    code, label = f"{events}.{name}", _said_of(name, f"Foretells {events} as well as the champion")
    ours, theirs = found["challenger"], found["champion"]
    both = f"a surprise of {PER * ours:.2f} against the champion’s {PER * theirs:.2f} per {PER:,} products shown"
    both += f" (log loss; {found['positives']:,} {events} in {found['rows']:,} unseen)"
    if found["high"] >= 0:
        better = "less, and more than luck" if found["low"] > 0 else "no more, as far as luck lets us tell"
        return Gate(code, label, PASSED, f"It has {both}: {better}.")
    hard = ours > theirs * (1 + MUCH_MORE_SURPRISED)
    return Gate(code, label, FAILED, f"It foretells {events} worse: {both}.", hard=hard)


def _honesty(metrics: Mapping[str, Any]) -> Gate:
    """The main head of each ranker has to predict about as many clicks as there were."""
    label = "Predicts as many clicks as there are"
    rankers = metrics.get("rankers") or {name: metrics[name] for name in ("logistic",) if name in metrics}
    heads = {name: (figures or {}).get("pctr") or {} for name, figures in rankers.items()}
    known = {name: head["calibration"] for name, head in heads.items() if head.get("calibration") is not None}
    if not known:
        return Gate("honesty", label, UNSURE, "Cannot be told: no ranker has learned from clicks yet.")
    worst = max(known.values(), key=lambda value: abs(np.log(max(value, 1e-6))))
    state = PASSED if HONEST[0] <= worst <= HONEST[1] else FAILED
    return Gate("honesty", label, state, f"It predicts {worst:.2f} clicks for each one that happened.")


def _allergy(trial: Trial) -> Gate:
    label = "Keeps every avoider safe"
    if trial.unsafe:
        more = f" and {len(trial.unsafe) - 2} more" if len(trial.unsafe) > 2 else ""
        return Gate("allergy", label, FAILED, f"Unsafe: {'; '.join(trial.unsafe[:2])}{more}.", hard=True)
    if not trial.avoiders:
        return Gate("allergy", label, UNSURE, "No list of somebody who avoids something could be asked for.")
    return Gate(
        "allergy",
        label,
        PASSED,
        f"{trial.avoiders} lists of made-up shoppers who avoid something hold proven products only.",
    )


def _full_lists(trial: Trial) -> Gate:
    label = "Fills every list"
    if not trial.asked:
        return Gate("lists", label, UNSURE, "No list could be asked for: the shop has no placement yet.")
    if trial.lost:
        return Gate("lists", label, FAILED, f"{trial.lost} of {trial.asked} lists cannot be made with it.", hard=True)
    if trial.shorter:
        return Gate("lists", label, FAILED, f"{trial.shorter} of {trial.asked} lists are shorter than the champion’s.")
    long = "can be made" if trial.reached_before is None else "are at least as long as the champion’s"
    return Gate("lists", label, PASSED, f"All {trial.asked} lists asked for {long}.")


def _reach(trial: Trial) -> Gate:
    label = "Shows as much of the catalogue"
    if not trial.sellable or not trial.asked:
        return Gate("reach", label, UNSURE, "Cannot be told: nothing could be shown.")
    here = f"{trial.reached:,} of {trial.sellable:,} products reach the lists of sampled shoppers"
    if not trial.reached_before:
        return Gate("reach", label, PASSED, f"{here}.")
    ratio, both = trial.reached / trial.reached_before, f"{here}; the champion shows {trial.reached_before:,}"
    state = PASSED if ratio >= LESS_REACH else FAILED
    return Gate("reach", label, state, f"{both}.", hard=state == FAILED and ratio < MUCH_LESS_REACH)


def _beside_the_champion(trial: Trial) -> Iterator[Gate]:
    if trial.reached_before is None:
        return
    index, label = drift(trial.scores_before, trial.scores), "Scores as before"
    if index is None:
        yield Gate("drift", label, UNSURE, "Cannot be told: fewer than 100 scores of either model.")
    else:
        before, now = np.mean(trial.scores_before), np.mean(trial.scores)
        words = f"Mean chance of a click shown: {_share(now, digits=2)}, before {_share(before, digits=2)}. "
        words += f"Their spread moved by {index:.2f} (stability index; up to {DRIFTED} is usual)."
        yield Gate("drift", label, FAILED if index > DRIFTED else PASSED, words)
    if trial.slowness is not None:
        slow, label = trial.slowness, "Answers as quickly"
        words = f"Scoring 500 products takes {slow:.1f} times as long as the champion takes."
        yield Gate("speed", label, PASSED if slow <= SLOWER else FAILED, words, hard=slow > MUCH_SLOWER)
