"""What a training run and a model's figures mean, in plain words.

A figure that the data cannot answer says why; one that nobody has given words to is listed under its own name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ranking.models import ModelVersion, TrainingRun
from ranking.names import RANKERS

STAGES = (
    ("export", "Reading the shop’s events"),
    ("load", "Checking what was read"),
    ("hot", "Counting what is popular"),
    ("graph", "Joining products by visits and baskets"),
    ("complement", "Finding what goes together"),
    ("vector", "Learning which shopper likes which product"),
    ("ranker", "Learning to rank"),
    ("evaluate", "Judging it on events it has not seen"),
    ("write", "Writing the model"),
    ("try", "Trying it on the shop’s lists"),
)
SHOWN_ELSEWHERE = ("ladder", "against_champion", "vector", "held_out_loss", "version")
HEADS = {"pctr": "click", "pcvr": "purchase after a click", "pctcvr": "purchase", "preturn": "return"}
CHANNELS = {
    "hybrid": "All channels mixed",
    "hot": "Hot",
    "again": "Again",
    "vector": "Vector",
    "graph": "Graph",
    "complement": "Complement",
}
COIN_TOSS = "50 % is a coin toss."
OF_A_RANKER = {
    "auc": (
        "Right order",
        f"Of two shown products, one with a {{event}}: how often that one is ranked higher. {COIN_TOSS}",
    ),
    "gauc": ("Right order within one list", f"The same, comparing only products of one list. {COIN_TOSS}"),
    "calibration": (
        "Predicted for each real one",
        "How many times it predicts a {event} for each that happened. 1.00 is right.",
    ),
    "ndcg@10": (
        "Products with a {event} near the top",
        "How near to the first place they stand in lists as it would order them (NDCG). 1.00 is always first.",
    ),
    "log_loss": ("Surprise", "How surprised it is by what happened (log loss). Lower is better."),
    "rows": ("Judged on", "Shown products it was judged on."),
    "positives": ("Of them with a {event}", ""),
    "trained_rows": ("Learned from", "Shown products it learned from."),
}
OF_ITS_LISTS = {
    name.format(k=k): (label.format(k=k), words.replace("{k}", str(k)))
    for name, label, words in (
        (
            "recall@{k}",
            "Found in the first {k}",
            "Of the products with a {event} in a list, how many stand among its first {k} in this ranker’s order.",
        ),
        (
            "coverage@{k}",
            "Different products in the first {k}",
            "Of all products shown in these lists, how many stand among the first {k} of at least one.",
        ),
        (
            "diversity@{k}",
            "Unlike each other in the first {k}",
            "How little the first {k} share of category, brand, facts and price: 0 % is one product over and over.",
        ),
    )
    for k in (4, 10)
}
OF_A_RANKER |= OF_ITS_LISTS
OF_THE_DATA = {
    "products": "Products",
    "interactions": "Events of shoppers",
    "impressions": "Products shown in lists",
    "clicks": "Of them clicked",
    "seconds": "Seconds of training",
}
ORDERS = ("auc", "gauc")
SHARES = (*ORDERS, *OF_ITS_LISTS)
HEADLINES = (("pctr", "gauc"), ("pctr", "calibration"), ("pcvr", "auc"))
FEWEST_PAIRS = 30  # purchases of a group; fewer tell nothing
REPLACED = ("ndcg",)  # of older versions: the order of lists as they were shown, which "ndcg@10" is not of
APART = ("returns", "position")  # they have words of their own in ranking/reports.py
NOT_COMPUTABLE, NOT_MEASURED = "not computable", "not measured"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one model. `number` is None when there is nothing to compare."""

    group: str
    label: str
    text: str
    help: str = ""
    number: float | None = None
    spread: float | None = None  # its variance by chance, for telling a difference from luck
    higher_is_better: bool | None = None
    key: str = ""
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of two models side by side."""

    group: str
    label: str
    help: str
    left: str
    right: str
    verdict: str  # of the right one: better, worse, "within chance", or nothing where that cannot be told
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str  # done, now or next


def steps(run: TrainingRun) -> list[Step]:
    """This will list the stages of a run with where it stands."""
    codes = [code for code, _ in STAGES]
    at = len(codes) if run.stage == "done" else codes.index(run.stage) if run.stage in codes else -1
    return [
        Step(label, "done" if number < at else "now" if number == at else "next")
        for number, (_, label) in enumerate(STAGES)
    ]


def stage_label(run: TrainingRun) -> str:
    """This will say what a run is doing; a stage without words keeps its own name."""
    if run.state == TrainingRun.State.QUEUED:
        return "Waiting for a worker"
    return dict(STAGES).get(run.stage, run.stage.capitalize() or "Starting")


def figures_of(metrics: Mapping[str, object]) -> list[Figure]:
    """This will read the figures that a training wrote into a version, known ones first."""
    rest = {name: value for name, value in metrics.items() if name not in APART}
    # Rankers stand either by themselves or together under "rankers", depending on where the figures come from.
    rankers = {name: rest.pop(name) for name in RANKERS if name in rest}
    rankers |= rest.pop("rankers", None) or {}  # type: ignore[operator]
    found = [figure for name, heads in in_order(rankers, RANKERS) for figure in _ranker(name, heads)]
    found += _recall(rest.pop("recall", None))
    sizes = _mapping(rest.pop("data", None))
    found += _data({name: value for name, value in {**rest, **sizes}.items() if name not in SHOWN_ELSEWHERE})
    return found


def compare(left: Mapping[str, object], right: Mapping[str, object]) -> list[Line]:
    """This will put the figures of two models side by side; what only one of them has is not left out."""
    ours = {figure.key: figure for figure in figures_of(left)}
    theirs = {figure.key: figure for figure in figures_of(right)}
    order = [*theirs, *(key for key in ours if key not in theirs)]
    groups = list(dict.fromkeys((theirs.get(key) or ours[key]).group for key in order))
    lines = [_line(ours.get(key), theirs.get(key)) for key in order]
    return sorted(lines, key=lambda line: groups.index(line.group))


def summary(version: ModelVersion) -> str:
    """This will say in a sentence or two how good a version was on events it had not seen."""
    known = {figure.key: figure for figure in figures_of(version.metrics)}
    order = known.get("logistic.pctr.gauc") or next((f for key, f in known.items() if key.endswith(".pctr.gauc")), None)
    again = known.get("recall.hybrid.all")
    sentences = []
    if order and order.number is not None:
        sentences.append(
            f"Within one list, it puts the clicked product above another one in {order.text} of the pairs."
        )
    if again and again.number is not None:
        sentences.append(f"{again.text} of later purchases stood among the first 20 it would have named.")
    return " ".join(sentences) or "Its quality is not computable from the data it was trained on."


def verdict_of(sides: Sequence[tuple[str, ModelVersion]], *, ranker: str, head: str) -> str:
    """This will say in a sentence which of two models orders better, and whether that may be luck."""
    if len(sides) < 2:
        return ""
    ours, theirs = (
        next((figure for figure in figures_of(version.metrics) if figure.key == f"{ranker}.{head}.auc"), None)
        for _, version in sides
    )
    verdict = _verdict(ours, theirs)
    if ours is None or theirs is None or not verdict:
        return ""
    words = {"better": "orders better than", "worse": "orders worse than"}.get(verdict, "orders about as well as")
    luck = "" if verdict in ("better", "worse") else " The difference may be luck."
    return (
        f"{RANKERS.get(ranker, ranker)}, chance of a {HEADS.get(head, head)}: the challenger {words} the champion "
        f"({theirs.text} of the pairs against {ours.text}), each on its own kept-back days.{luck}"
    )


def took(run: TrainingRun) -> str:
    """This will say how long a training worked, as in 36 s or 4 min 10 s."""
    if run.started_at is None or run.finished_at is None:
        return "–"
    return in_words((run.finished_at - run.started_at).total_seconds())


def percent(value: object, *, digits: int = 1) -> str:
    """This will write a share from 0 to 1, as in 67.4 %."""
    if not isinstance(value, int | float):
        return NOT_COMPUTABLE
    return f"{value:.{digits}%}".replace("%", "\u00a0%")


def in_words(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def time_left(run: TrainingRun, *, now: datetime, usual: float | None) -> str:
    """This will guess how long a training goes on, from its own pace and from how long the last one took."""
    if run.state != TrainingRun.State.RUNNING or run.started_at is None or run.percent < 3:
        return ""
    gone = (now - run.started_at).total_seconds()
    pace = gone * (100 - run.percent) / run.percent
    left = (pace + max(usual - gone, 0.0)) / 2 if usual else pace
    return "less than a minute left" if left < 60 else f"about {round(left / 60)} min left"


def heartbeat_seconds(run: TrainingRun, *, now: datetime) -> int | None:
    """This will say how long ago the run gave its last sign of life."""
    return None if run.heartbeat_at is None else max(0, int((now - run.heartbeat_at).total_seconds()))


def _line(left: Figure | None, right: Figure | None) -> Line:
    known = right or left
    assert known is not None
    return Line(
        group=known.group,
        label=known.label,
        help=known.help,
        left=left.text if left else NOT_MEASURED,
        right=right.text if right else NOT_MEASURED,
        verdict=_verdict(left, right),
        headline=known.headline,
    )


def _verdict(left: Figure | None, right: Figure | None) -> str:
    """This will call a difference better or worse only when it is more than twice what chance brings about."""
    if left is None or right is None or left.number is None or right.number is None:
        return ""
    if left.spread is None or right.spread is None or right.higher_is_better is None:
        return ""
    difference = right.number - left.number
    if abs(difference) <= 2 * (left.spread + right.spread) ** 0.5:
        return "within chance"
    return "better" if (difference > 0) == right.higher_is_better else "worse"


def in_order(values: Mapping[str, object], known: Mapping[str, object]) -> list[tuple[str, object]]:
    """This will list values as `known` lists their names, others behind; the database keeps no order of its own."""
    places = {name: place for place, name in enumerate(known)}
    return sorted(values.items(), key=lambda item: places.get(item[0], len(places)))


def _ranker(name: str, heads: object) -> Iterator[Figure]:
    group = RANKERS.get(name, name)
    if missing := _missing(heads):
        yield Figure(group, "All its figures", missing, key=f"{name}")
        return
    for head, values in in_order(_mapping(heads), HEADS):
        event = HEADS.get(head, head)
        if missing := _missing(values):
            yield Figure(group, f"Chance of a {event}", missing, key=f"{name}.{head}")
            continue
        for metric, value in in_order(_mapping(values), OF_A_RANKER):
            if metric in REPLACED or isinstance(value, Mapping | list):  # curves and segments are drawn, see charts.py
                continue
            label, help_text = OF_A_RANKER.get(metric, (metric, ""))
            yield Figure(
                group=f"{group}, chance of a {event}",
                label=label.format(event=event),
                text=_text(value, share=metric in SHARES),
                help=help_text.format(event=event),
                number=_number(value),
                spread=_spread_of_order(_mapping(values)) if metric in ORDERS else None,
                higher_is_better=True if metric in ORDERS else None,
                key=f"{name}.{head}.{metric}",
                headline=(head, metric) in HEADLINES,
            )


def _recall(recall: object) -> Iterator[Figure]:
    if recall is None:
        return
    group = "Products found again"
    if missing := _missing(recall):
        yield Figure(group, "All channels", missing, key="recall")
        return
    values = _mapping(recall)
    if pairs := _mapping(values.get("pairs")):
        yield Figure(group, "Later purchases judged", _text(pairs.get("all")), key="recall.pairs")
    counts = {case: _number(pairs.get(case)) for case in ("all", "new")}
    channels = _mapping(values.get("channels"))
    for channel in sorted(channels, key=lambda name: (list(CHANNELS).index(name) if name in CHANNELS else 99, name)):
        yield from _channel(channel, _mapping(channels[channel]), counts=counts, group=group)
    yield from _groups(_mapping(values.get("groups")), group=group)


def _groups(found: Mapping[str, object], *, group: str) -> Iterator[Figure]:
    """This will tell how the mix fares with new and known shoppers, tiers and regions that bought enough to tell."""
    for name, each in found.items():
        values = _mapping(each)
        share, pairs = _number(values.get("recall@20")), _number(values.get("pairs"))
        if pairs is None or pairs < FEWEST_PAIRS:
            continue
        yield Figure(
            group=group,
            label=f"{CHANNELS['hybrid']}, {name[0].lower()}{name[1:]}",
            text=_text(values.get("recall@20"), share=True),
            help=f"The same for {_text(values.get('customers'))} customers alone, who bought {pairs:,.0f} products.",
            number=share,
            spread=_spread_of_share(share, pairs),
            higher_is_better=True,
            key=f"recall.groups.{name}",
        )


def _channel(
    channel: str, cases: Mapping[str, object], *, counts: Mapping[str, float | None], group: str
) -> Iterator[Figure]:
    for case, words in (("all", "all purchases"), ("new", "products new to the shopper")):
        value = _mapping(cases.get(case)).get("recall@20")
        yield Figure(
            group=group,
            label=f"{CHANNELS.get(channel, channel)}, {words}",
            text=_text(value, share=True),
            help="Of the products that shoppers went on to buy, how many stood among the first 20 it would have named.",
            number=_number(value),
            spread=_spread_of_share(_number(value), counts[case]),
            higher_is_better=True,
            key=f"recall.{channel}.{case}",
            headline=channel == "hybrid",
        )


def _spread_of_order(values: Mapping[str, object]) -> float | None:
    """This will bound the variance of an AUC: 1 / 12 of the rarer class where scores tell nothing, less elsewhere."""
    rows, positives = _number(values.get("rows")), _number(values.get("positives"))
    rarer = min(positives, rows - positives) if rows is not None and positives is not None else 0
    return 1 / (12 * rarer) * (1 + 1 / rarer) if rarer else None


def _spread_of_share(share: float | None, count: float | None) -> float | None:
    """This will give the variance of a share of `count` purchases."""
    return None if share is None or not count else max(share * (1 - share), 0.25 / count) / count


def _data(values: Mapping[str, object]) -> Iterator[Figure]:
    for name, label in OF_THE_DATA.items():
        if name in values:
            yield Figure("What it learned from", label, _text(values[name]), key=name)
    for path, value in _flat({name: value for name, value in values.items() if name not in OF_THE_DATA}):
        yield Figure("Other figures", path, _text(value), number=None, key=path)


def _flat(value: Mapping[str, object], *, path: str = "") -> Iterator[tuple[str, object]]:
    for name, inner in value.items():
        here = f"{path}.{name}" if path else str(name)
        if isinstance(inner, Mapping):
            yield from _flat(inner, path=here)
        elif not isinstance(inner, list):
            yield here, inner


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _missing(value: object) -> str:
    reason = _mapping(value).get("missing")
    return f"{NOT_COMPUTABLE}: {reason}" if reason else ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: object, *, share: bool = False) -> str:
    if value is None:
        return NOT_COMPUTABLE
    if isinstance(value, float):
        return (
            f"{value:.1%}".replace("%", "\u00a0%") if share else f"{value:.3g}" if abs(value) < 10 else f"{value:,.0f}"
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:.1%}".replace("%", "\u00a0%") if share else f"{value:,}"
    return str(value)
