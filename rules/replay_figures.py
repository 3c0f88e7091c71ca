"""What a draft changes, counted: every figure is exact for the pages that were made, and names the lists behind it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from events.logged_lists import Traffic
from rules.replay import AS_LIVE, Judged, Pair, Reply, Seen

MOST_BEHIND = 50
MOST_VALUES = 40
MOST_PRODUCTS = 10
LOW_STOCK = 3
LOW_COVER = 7.0
LEAST_CLICKS, LEAST_CLICKS_HERE = 500, 10
MOVES = (("in place", 0, 0), ("1 place", 1, 1), ("2 places", 2, 2), ("3 to 5", 3, 5), ("6 and more", 6, 1000))
DIMENSIONS = ("brand", "brand_kind", "category", "material_family", "margin_band")
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Curve:
    """How much a position counts, the first one 1. Plain counts where too few clicks tell."""

    weights: tuple[float, ...] = ()
    clicks: int = 0

    def at(self, position: int) -> float:
        """This will weigh a position; behind the last known one it counts as that one."""
        return self.weights[min(position, len(self.weights)) - 1] if self.weights else 1.0


def curve_of(traffic: Traffic) -> Curve:
    """This will read the placement's own curve from how often each position is clicked, if enough clicks tell it."""
    clicks = sum(traffic.clicked)
    if clicks < LEAST_CLICKS or min(traffic.clicked) < LEAST_CLICKS_HERE:
        return Curve(clicks=clicks)
    rates = [clicked / shown for clicked, shown in zip(traffic.clicked, traffic.shown, strict=True)]
    return Curve(tuple(rate / rates[0] for rate in rates), clicks)


class Behind:
    """Collects, figure by figure, the lists that it can show."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = pairs
        self.found: dict[str, list[int]] = defaultdict(list)

    def note(self, figure: str, which: Callable[[Pair], bool]) -> str:
        """This will keep up to MOST_BEHIND lists for a figure, and give its name back."""
        hits = (n for n, pair in enumerate(self.pairs) if which(pair))
        self.found[figure] = [n for n, _ in zip(hits, range(MOST_BEHIND), strict=False)]
        return figure

    def lists(self) -> Iterator[tuple[int, Pair]]:
        """This will give every list that changed, and those that some figure names."""
        named = {number for numbers in self.found.values() for number in numbers}
        for number, pair in enumerate(self.pairs):
            if pair.changed or number in named:
                yield number, pair


def mechanical(pairs: Sequence[Pair], *, judged: Judged, curve: Curve, behind: Behind) -> Json:
    """This will count what the draft changes on these pages."""
    return {
        "changed": {
            "lists": sum(p.changed for p in pairs),
            "of": len(pairs),
            "figure": behind.note("changed", _changed),
        },
        "moves": _moves(pairs),
        "entered": list(_crossings(pairs, behind, entered=True)),
        "left": list(_crossings(pairs, behind, entered=False)),
        "exposure": {name: list(_exposure(pairs, name, curve, behind)) for name in DIMENSIONS},
        "stock": _stock(pairs, curve, behind),
        "margin": {"live": _margin(pairs, _live, curve), "draft": _margin(pairs, _draft, curve)},
        "rules": list(_rules(pairs, judged, behind)),
        "relaxed": _count(pairs, lambda reply: bool(reply.relaxed), "relaxed", behind),
        "short": _count(pairs, lambda reply: reply.short, "short", behind),
    }


def closeness(pairs: Sequence[Pair]) -> Json:
    """This will say how close today's live pages are to what was served; explored lists are left out."""
    plain = [pair for pair in pairs if not pair.logged.explored]
    shared = [_shared(pair.logged.product_ids, pair.live.ids) for pair in plain]
    same = sum(pair.logged.product_ids == pair.live.ids for pair in plain)
    return {"lists": len(plain), "same": same, "shared": sum(shared) / len(shared) if shared else 0.0}


def _shared(served: Sequence[int], today: Sequence[int]) -> float:
    return len(set(served) & set(today)) / len(served) if served else 0.0


def _changed(pair: Pair) -> bool:
    return pair.changed


def _live(pair: Pair) -> Reply:
    return pair.live


def _draft(pair: Pair) -> Reply:
    return pair.draft


def _moves(pairs: Sequence[Pair]) -> Json:
    """This will count how far the products travel that stand on both pages, and how many come and go."""
    steps: Counter[int] = Counter()
    gone = 0
    for pair in pairs:
        before = {product_id: place for place, product_id in enumerate(pair.live.ids)}
        stay = [(before[pk], place) for place, pk in enumerate(pair.draft.ids) if pk in before]
        steps.update(abs(old - new) for old, new in stay)
        gone += len(pair.live.ids) - len(stay)
    total = sum(steps.values())
    return {
        "mean": sum(step * count for step, count in steps.items()) / total if total else 0.0,
        "gone_per_list": gone / len(pairs) if pairs else 0.0,
        "histogram": [
            {"label": label, "products": sum(n for step, n in steps.items() if low <= step <= high), "of": total}
            for label, low, high in MOVES
        ],
    }


def _crossings(pairs: Sequence[Pair], behind: Behind, *, entered: bool) -> Iterator[Json]:
    """This will name the products that come into, or fall out of, the most lists."""

    counts = Counter(pk for pair in pairs for pk in _crossing(pair, entered=entered))
    for pk, lists in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_PRODUCTS]:
        figure = behind.note(
            f"{'entered' if entered else 'left'}:{pk}", partial(_crossed, product_id=pk, entered=entered)
        )
        yield {"product": pk, "lists": lists, "figure": figure}


def _crossing(pair: Pair, *, entered: bool) -> set[int]:
    live, draft = set(pair.live.ids), set(pair.draft.ids)
    return draft - live if entered else live - draft


def _crossed(pair: Pair, *, product_id: int, entered: bool) -> bool:
    return product_id in _crossing(pair, entered=entered)


def _exposure(pairs: Sequence[Pair], name: str, curve: Curve, behind: Behind) -> Iterator[Json]:
    """This will share out the weight of all places among the values of a dimension, largest change first."""
    live, draft = _shares(pairs, _live, name, curve), _shares(pairs, _draft, name, curve)
    values = sorted({*live, *draft}, key=lambda value: (-abs(draft[value] - live[value]), -live[value], value))
    for value in values[:MOST_VALUES]:
        figure = behind.note(f"{name}:{value}", partial(_differs, name=name, value=value))
        yield {"value": value, "live": live[value], "draft": draft[value], "figure": figure}


def _shares(pairs: Sequence[Pair], side: Callable[[Pair], Reply], name: str, curve: Curve) -> defaultdict[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    for pair in pairs:
        for place, product in enumerate(side(pair).products, 1):
            weights[product.values[name]] += curve.at(place)
    total = sum(weights.values())
    return defaultdict(float, {value: weight / total for value, weight in weights.items()})


def _differs(pair: Pair, *, name: str, value: str) -> bool:
    sides = zip_longest(pair.live.products, pair.draft.products)
    return any(_is(one, name, value) != _is(other, name, value) for one, other in sides)


def _is(product: Seen | None, name: str, value: str) -> bool:
    return product is not None and product.values[name] == value


def _stock(pairs: Sequence[Pair], curve: Curve, behind: Behind) -> Json:
    """This will weigh the places that are given to products which may sell out soon."""
    tests: Mapping[str, Callable[[Seen], bool]] = {
        "low": lambda product: product.stock is not None and product.stock <= LOW_STOCK,
        "cover": lambda product: product.cover is not None and product.cover < LOW_COVER,
    }
    return {
        name: {
            "live": _weighed(pairs, _live, test, curve),
            "draft": _weighed(pairs, _draft, test, curve),
            "figure": behind.note(name, partial(_shows, test=test)),
        }
        for name, test in tests.items()
    }


def _shows(pair: Pair, *, test: Callable[[Seen], bool]) -> bool:
    return pair.changed and any(map(test, pair.draft.products))


def _breaks(pair: Pair, *, key: str) -> bool:
    return key in pair.draft.broken or key in pair.live.broken


def _weighed(pairs: Sequence[Pair], side: Callable[[Pair], Reply], test: Callable[[Seen], bool], curve: Curve) -> float:
    weights = [
        (curve.at(place), test(product)) for pair in pairs for place, product in enumerate(side(pair).products, 1)
    ]
    total = sum(weight for weight, _ in weights)
    return sum(weight for weight, holds in weights if holds) / total if total else 0.0


def _margin(pairs: Sequence[Pair], side: Callable[[Pair], Reply], curve: Curve) -> Json:
    """This will average what a shown product would leave after cost; products without a known cost are left out."""
    known = total = earned = 0.0
    for pair in pairs:
        for place, product in enumerate(side(pair).products, 1):
            weight = curve.at(place)
            total += weight
            if product.margin is not None:
                known, earned = known + weight, earned + weight * product.margin
    return {"mean": earned / known if known else None, "known": known / total if total else 0.0}


def _rules(pairs: Sequence[Pair], judged: Judged, behind: Behind) -> Iterator[Json]:
    """This will say of each rule in how many lists it applies, and in how many each page keeps it."""
    for key, rule in judged.rules.items():
        here = [pair for pair in pairs if key in pair.draft.applied]
        yield {
            "key": key,
            "name": rule.name,
            "does": rule.body.describe(),
            "as_live": key.startswith(AS_LIVE),
            "lists": len(here),
            "live": sum(key not in pair.live.broken for pair in here),
            "draft": sum(key not in pair.draft.broken for pair in here),
            "figure": behind.note(f"rule:{key}", partial(_breaks, key=key)),
        }


def _count(pairs: Iterable[Pair], holds: Callable[[Reply], bool], name: str, behind: Behind) -> Json:
    pairs = list(pairs)
    return {
        "live": sum(holds(pair.live) for pair in pairs),
        "draft": sum(holds(pair.draft) for pair in pairs),
        "figure": behind.note(name, lambda pair: holds(pair.draft) or holds(pair.live)),
    }
