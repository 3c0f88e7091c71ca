"""Recall by implicit's ALS and rank by LightGBM: what stands in many blogs, with its catalogue in memory.

Both are trained on the made shop's own events when the server starts. One query reads live stock and visibility; the
rules are those of tests.benchmarks.serving.common, in Python over the 60 best.
"""

from datetime import UTC, datetime

import implicit
import lightgbm
import numpy as np
import scipy.sparse
from django.db import connection
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.benchmarks.serving.common import CANDIDATES, answered, arranged, boosted, customer_of, store_id

FACTORS, TREES, LEAVES, TRAINED_USERS, FINALISTS = 64, 100, 63, 20_000, 60
CATALOGUE = """
SELECT p.id, p.sku, p.name, p.item_group, b.name, b.kind, c.code, p.price::float8, p.cost::float8, p.launched_on,
       p.image_url
FROM catalog_product p JOIN catalog_brand b ON b.id = p.brand_id JOIN catalog_category c ON c.id = p.category_id
WHERE p.store_id = %s ORDER BY p.id
"""
NAMES = (
    *("id", "sku", "name", "item_group", "brand", "brand_kind"),
    *("category", "price", "cost", "launched_on", "image_url"),
)
STOCK = """
SELECT p.id, coalesce(sum(s.quantity), 0)::int FROM catalog_product p
LEFT JOIN catalog_stocklevel s ON s.product_id = p.id
WHERE p.id = ANY(%s) AND p.visible AND p.status = 'active' GROUP BY p.id
"""


class Service:
    def __init__(self) -> None:
        self.store = store_id()
        with connection.cursor() as cursor:
            cursor.execute(CATALOGUE, [self.store])
            self.products = [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]
            cursor.execute(
                "SELECT customer_id, product_id FROM events_interaction "
                "WHERE store_id = %s AND customer_id IS NOT NULL AND product_id IS NOT NULL",
                [self.store],
            )
            deeds = np.array(cursor.fetchall(), dtype=np.int64)
        ids = np.array([each["id"] for each in self.products])
        self.users, user = np.unique(deeds[:, 0], return_inverse=True)
        item = np.searchsorted(ids, deeds[:, 1])
        shape = (len(self.users), len(ids))
        self.seen = scipy.sparse.csr_matrix((np.ones(len(deeds), np.float32), (user, item)), shape=shape)
        self.als = implicit.als.AlternatingLeastSquares(factors=FACTORS, iterations=3, num_threads=1, random_state=0)
        self.als.fit(self.seen, show_progress=False)
        self.numbers = self._numbers()
        self.trees = self._trees()

    def _numbers(self) -> np.ndarray:
        """Lay out what LightGBM looks at of each product."""
        codes = [
            np.unique([each[name] for each in self.products], return_inverse=True)[1]
            for name in ("brand", "brand_kind", "category")
        ]
        prices = np.array([each["price"] for each in self.products])
        popular = np.asarray(self.seen.sum(axis=0)).ravel()
        return np.column_stack([*codes, prices, popular, self.als.item_factors[:, :24]]).astype(np.float32)

    def _features(self, user: int, rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
        taste = np.repeat(self.als.user_factors[user][None, :2], len(rows), axis=0)
        return np.column_stack([scores, taste, self.numbers[rows]]).astype(np.float32)

    def _trees(self) -> lightgbm.Booster:
        rng = np.random.default_rng(0)
        drawn = rng.integers(len(self.users), size=min(len(self.users), TRAINED_USERS) // 10)
        features, labels = [], []
        for user in drawn.tolist():
            rows, scores = self._recalled(user, 50)
            features.append(self._features(user, rows, scores))
            labels.append(np.isin(rows, self.seen[user].indices))
        data = lightgbm.Dataset(np.concatenate(features), np.concatenate(labels))
        settings = {"objective": "binary", "num_leaves": LEAVES, "num_threads": 1, "verbose": -1, "min_data_in_leaf": 5}
        return lightgbm.train(settings, data, num_boost_round=TREES)

    def _recalled(self, user: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        return self.als.recommend(user, self.seen[user], N=count, filter_already_liked_items=False)

    def ranked(self, customer_id: int | None) -> list[dict]:
        found = int(np.searchsorted(self.users, customer_id or 0))
        user = found if found < len(self.users) and self.users[found] == customer_id else 0
        rows, scores = self._recalled(user, CANDIDATES)
        chances = self.trees.predict(self._features(user, rows, scores), num_threads=1)
        order = np.argsort(-chances)
        return [
            self.products[row] | {"score": 100 * chance}
            for row, chance in zip(rows[order].tolist(), chances[order].tolist(), strict=True)
        ]


SERVICE = Service()


class ListView(APIView):
    def post(self, request: Request) -> Response:
        today = datetime.now(UTC)
        customer = customer_of(SERVICE.store, request.data.get("customer", ""))
        ranked = SERVICE.ranked(customer.pk if customer else None)
        with connection.cursor() as cursor:
            cursor.execute(STOCK, [[each["id"] for each in ranked]])
            stock = dict(cursor.fetchall())
        there = [each for each in ranked if stock.get(each["id"], 0) > 0][:FINALISTS]
        for each in there:
            margin = (each["price"] - each["cost"]) / each["price"] if each["cost"] is not None else None
            each |= {"stock": stock[each["id"]], "margin_rate": margin}
            each["score"] = boosted(each["score"], each, today=today)
        return Response(answered(arranged(there), store=SERVICE.store, customer=customer, model="als"))
