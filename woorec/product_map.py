"""The map of products: where the model sees each of them, drawn flat.

Opened by a merchandiser who wants to see what the model has understood: do pebbled totes stand beside suede clutches?
They look for a product and read what lies near it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from numpy.typing import NDArray

from catalog.materials.vocabulary import FAMILIES
from catalog.product_facts import ProductFacts
from ranking.scoring import UNTRAINED, ServingModel
from woorec.holder import SNAPSHOTS
from woorec.snapshot import Snapshot
from woorec.studio import studio_store

MOST_DRAWN = 1_500  # more would be one blot, and slow to draw
FEWEST = 3
NEAREST = 12
FOUND = 20
WIDE, HIGH = 1000.0, 640.0
EDGE = 0.002  # of the products at each end lie on the border, so that a stray one does not squeeze the rest
COLOURS = 8
SHAPES = 4
Floats = NDArray[np.float32]
BY: Mapping[str, tuple[str, Callable[[ProductFacts], str]]] = {
    "material": ("Material", lambda product: FAMILIES.get(product.material_family, "") or "Material unknown"),
    "grain": ("Grain", lambda product: (product.grain or "no grain").replace("_", " ").capitalize()),
    "category": ("Category", lambda product: product.category),
}


@dataclass(frozen=True, slots=True)
class Flat:
    """Every product of a model on a plane, and how much of their differences the plane shows (0 to 1)."""

    points: Floats  # [P, 2], 0 to 1
    shown: float
    directions: Floats  # [P, d], each of length 1


@dataclass(frozen=True, slots=True)
class Dot:
    sku: str
    name: str
    words: str
    url: str
    x: float
    y: float
    colour: int
    shape: int
    role: str = ""  # chosen, near, or nothing


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    count: int
    colour: int
    shape: int


@dataclass(frozen=True, slots=True)
class Near:
    name: str
    words: str
    url: str
    likeness: int  # percent


@login_required
@require_safe
def product_map(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will draw the products as the model that serves sees them, with what lies near a chosen one."""
    store = studio_store(request, store_code)
    snapshot = SNAPSHOTS.current(store)
    flat = flat_of(snapshot.model)
    by = request.GET.get("by") if request.GET.get("by") in BY else telling(snapshot)
    query, row = request.GET.get("q", "").strip(), snapshot.row_of_sku.get(request.GET.get("near", ""))
    context: dict[str, object] = {
        "store": store,
        "flat": flat,
        "is_trained": snapshot.model.version != UNTRAINED,
        "q": query,
        "total": len(snapshot.facts.products),
    }
    if flat is not None:
        address = Address(reverse("model-map", args=[store.code]), by=str(by))
        groups = groups_of(snapshot, by=str(by))
        near = nearest(flat, row, styles=snapshot.catalogue.item_groups) if row is not None else []
        context |= {
            "shown": round(flat.shown * 100),
            "dots": list(dots(snapshot, flat, groups, address, by=str(by), row=row, near=[each for each, _ in near])),
            "groups": list(groups.values()),
            "chosen": snapshot.product(row) if row is not None else None,
            "near": [_near(snapshot.product(each), likeness, address) for each, likeness in near],
            "found": list(_found(snapshot, query, address)) if query else [],
            "by_options": [
                {
                    "label": label,
                    "url": Address(address.base, by=code)(request.GET.get("near", "")),
                    "active": code == by,
                }
                for code, (label, _) in BY.items()
            ],
            "by": by,
        }
    return render(request, "woorec/product_map.html", context)


def telling(snapshot: Snapshot) -> str:
    """This will choose what to colour by: the material, or the grain where the shop has one material only."""
    families = {product.material_family for product in snapshot.facts.products}
    return "material" if len(families) > 1 else "grain"


class Address:
    """Writes the address of the map with a product in its middle."""

    def __init__(self, base: str, *, by: str) -> None:
        self.base, self.by = base, by

    def __call__(self, sku: str) -> str:
        said = {"near": sku, "by": self.by}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{self.base}?{query}" if query else self.base


# A model that no longer serves takes its map with it.
_FLATS: WeakKeyDictionary[ServingModel, "Flat | None"] = WeakKeyDictionary()


def flat_of(model: ServingModel) -> Flat | None:
    """This will lay a model's products on the plane in which they differ most, worked out once while it serves."""
    if model not in _FLATS:
        _FLATS[model] = _flatten(model)
    return _FLATS[model]


def _flatten(model: ServingModel) -> Flat | None:
    """SVD of the directions of the product vectors."""
    vectors = np.asarray(model.product_vectors, dtype=np.float32)
    if vectors.shape[1] < 2 or len(vectors) < FEWEST or not np.any(vectors):
        return None
    directions = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    centred = directions - directions.mean(axis=0)
    # The products are many and the dimensions few: the small matrix has the same axes as the SVD of the tall one.
    weights, axes = np.linalg.eigh(centred.T @ centred)
    first = axes[:, [-1, -2]]
    first = first * np.sign(first[np.abs(first).argmax(axis=0), [0, 1]])  # an axis has no right way round; keep one
    return Flat(_spread(centred @ first), float(weights[-2:].sum() / max(weights.sum(), 1e-9)), directions)


def nearest(flat: Flat, row: int, *, styles: NDArray[np.int32], k: int = NEAREST) -> list[tuple[int, float]]:
    """This will find the products most like one, of all and not only of those drawn; one variant of each style."""
    likeness = flat.directions @ flat.directions[row]
    order = np.argsort(-likeness, kind="stable")
    _, first = np.unique(styles[order], return_index=True)
    best = [int(each) for each in order[np.sort(first)] if styles[each] != styles[row]]
    return [(each, float(likeness[each])) for each in best[:k]]


def groups_of(snapshot: Snapshot, *, by: str) -> dict[str, Group]:
    """This will give each group a colour and a shape, the largest first; the smallest share the last ones."""
    key = BY[by][1]
    counts: dict[str, int] = {}
    for product in snapshot.facts.products:
        counts[key(product)] = counts.get(key(product), 0) + 1
    order = sorted(counts, key=lambda label: (-counts[label], label))
    last = COLOURS * SHAPES - 1
    places = {label: min(number, last) for number, label in enumerate(order)}
    return {
        label: Group(label, counts[label], colour=at % COLOURS, shape=(at + at // COLOURS) % SHAPES)
        for label, at in places.items()
    }


def drawn_rows(keys: Sequence[str], *, most: int = MOST_DRAWN) -> NDArray[np.int64]:
    """This will choose which products are drawn: all, or an even sample of every group by its size."""
    count = len(keys)
    if count <= most:
        return np.arange(count)
    order = np.argsort(np.array(keys), kind="stable")
    return np.sort(order[np.linspace(0, count - 1, most).astype(np.int64)])


def dots(
    snapshot: Snapshot,
    flat: Flat,
    groups: Mapping[str, Group],
    address: Address,
    *,
    by: str,
    row: int | None,
    near: Sequence[int],
) -> Iterator[Dot]:
    """This will draw the sample and, above it, the chosen product with its neighbours."""
    key = BY[by][1]
    keys = [key(product) for product in snapshot.facts.products]
    special = [*near, *([] if row is None else [row])]
    others = [each for each in drawn_rows(keys).tolist() if each not in set(special)]
    for each in (*others, *special):
        role = "chosen" if each == row else "near" if each in special else ""
        yield _dot(snapshot.product(each), flat.points[each], groups[keys[each]], address, role=role)


def _dot(product: ProductFacts, point: Floats, group: Group, address: Address, *, role: str) -> Dot:
    return Dot(
        sku=product.sku,
        name=product.name,
        words=_words(product),
        url=address(product.sku),
        x=round(float(point[0]) * WIDE, 1),
        y=round(float(1 - point[1]) * HIGH, 1),
        colour=group.colour,
        shape=group.shape,
        role=role,
    )


def _spread(flat: Floats) -> Floats:
    low, high = np.quantile(flat, [EDGE, 1 - EDGE], axis=0)
    return np.clip((flat - low) / np.maximum(high - low, 1e-9), 0, 1).astype(np.float32)


def _found(snapshot: Snapshot, query: str, address: Address) -> Iterator[Near]:
    wanted, found = query.lower(), 0
    for product in snapshot.facts.products:
        if wanted in product.name.lower() or wanted in product.sku.lower():
            yield _near(product, 0.0, address)
            found += 1
            if found == FOUND:
                return


def _near(product: ProductFacts, likeness: float, address: Address) -> Near:
    return Near(product.name, _words(product), address(product.sku), round(likeness * 100))


def _words(product: ProductFacts) -> str:
    looks = (product.colour, product.grain, product.finish)
    said = (*(word.replace("_", " ") for word in looks), FAMILIES.get(product.material_family, ""), product.category)
    return ", ".join(word.lower() for word in said if word)
