"""Place products by what they are, without one event: the towers' part made from the catalogue alone.

A product is its facts, each weighing the more the fewer products share it, beside its material vector. The facts are
brought down to `FACTS` numbers by the randomised range finder of Halko, Martinsson and Tropp (2011): within them, inner
products come as near as so many numbers can. Small shops have fewer facts than that and lose nothing.
"""

import numpy as np

from ranking.dataset import Catalogue
from ranking.recall.attributes import Attributes, attributes_of, fit_price_edges
from ranking.recall.base import Floats, Names, Part, align

FACTS = 48  # numbers that hold what a product is, beside its material vector
MATERIAL_SHARE = 0.4  # of the agreement of two products whose materials are known
WEIGHTS = {"category": 2.0, "brand": 1.0, "token": 1.0, "price": 1.0}
HALF_LIFE, HISTORY_LIMIT = 30.0, 50  # days, events: as the trained towers read a history
SPARE, PASSES, SEED = 8, 2, 0
SAMPLE = 5_000  # products, evenly drawn, that decide which directions are kept


def content_part(catalogue: Catalogue) -> Part:
    """Return towers in which products of the same kind, material and price are neighbours; vectors have length 1."""
    names, edges = Names.of(catalogue), fit_price_edges(catalogue.prices)
    attributes = attributes_of(align(names, catalogue), price_edges=edges)
    weights = _weights(attributes, names, bands=len(edges) + 1)
    basis = _basis(attributes, weights)
    width, materials = basis.shape[1], catalogue.materials.shape[1]
    table = np.zeros((attributes.count, width + materials), dtype=np.float32)
    table[:, :width] = basis * weights[:, None]
    linear = np.eye(width + materials, dtype=np.float32)
    arrays = {
        "attributes": table,
        "materials": linear[width:] * np.float32(np.sqrt(MATERIAL_SHARE)),
        "products": _to_length_one(attributes, table, catalogue.materials),
        "price_edges": edges,
        "linear": linear,
        "bias": np.zeros(len(linear), dtype=np.float32),
        "regions": np.zeros((len(names.region_codes) + 1, len(linear)), dtype=np.float32),
        "tiers": np.zeros((len(names.tier_codes) + 1, len(linear)), dtype=np.float32),
    }
    return Part(arrays=arrays, facts={"half_life": HALF_LIFE, "history_limit": HISTORY_LIMIT})


def _weights(attributes: Attributes, names: Names, *, bands: int) -> Floats:
    """Return how much each attribute tells [A]: nothing if every product has it."""
    size = len(attributes.indptr) - 1
    counts = np.bincount(attributes.indices, minlength=attributes.count)
    sizes = (len(names.category_codes), len(names.brand_codes), len(names.token_names), bands)
    kinds = np.repeat(np.array(list(WEIGHTS.values())), sizes)
    return np.asarray(kinds * np.log(max(size, 1) / np.maximum(counts, 1)) * (counts > 0), dtype=np.float32)


def _basis(attributes: Attributes, weights: Floats) -> Floats:
    """Return orthonormal columns [A, d] onto which the weighted facts are projected; the unit matrix if that is small.

    With A products by weighted attributes: Y = A^T A Omega, twice, and Q of Y = QR.
    """
    if attributes.count <= FACTS:
        return np.eye(attributes.count, dtype=np.float32)
    step = max((len(attributes.indptr) - 1) // SAMPLE, 1)
    some = attributes.among(np.arange(0, len(attributes.indptr) - 1, step, dtype=np.int32))
    across = some.transposed
    random = np.random.default_rng(SEED)
    basis = random.normal(size=(attributes.count, FACTS + SPARE)).astype(np.float32)
    for _ in range(PASSES):
        basis = np.linalg.qr(basis)[0].astype(np.float32)
        basis = across.total(some.total(basis * weights[:, None])) * weights[:, None]
    _, vectors = np.linalg.eigh(basis.T @ basis)  # the strongest directions come last
    return np.linalg.qr(basis @ vectors[:, : -FACTS - 1 : -1])[0].astype(np.float32)


def _to_length_one(attributes: Attributes, table: Floats, materials: Floats) -> Floats:
    """Return what each product's own vector must add so that facts and material have their shares, in all 1."""
    roots = np.sqrt(np.maximum(np.diff(attributes.indptr), 1)).astype(np.float32)[:, None]
    facts = attributes.total(table) / roots
    lengths = np.linalg.norm(facts, axis=1, keepdims=True)
    known = (materials != 0).any(axis=1, keepdims=True)
    share = np.where(known, np.sqrt(1 - MATERIAL_SHARE), 1.0)
    return np.asarray(facts * (share / np.maximum(lengths, 1e-9) - 1.0), dtype=np.float32)
