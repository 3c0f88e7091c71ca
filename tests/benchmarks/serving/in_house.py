"""The typical service of a shop's own team: DRF, rows through the ORM, a network in eager torch, rules in Python.

Two channels of vectors and what sells give about 500 candidates; their rows, with brand, category and stock, come
through the ORM; a network of our own's size scores them.
"""

from datetime import UTC, datetime

import numpy as np
import torch
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.benchmarks.serving.common import CANDIDATES, HISTORY, answered, arranged, boosted, customer_of, store_id
from tests.benchmarks.serving.tables import Interaction, Product

torch.set_num_threads(1)
WIDTH, FIELDS, DIMENSION, HIDDEN, BUCKETS = 64, 18, 8, (64, 32), 10_000


class Towers(torch.nn.Module):
    """Clicks and purchases, each of a tower over the embeddings of every field."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = torch.nn.Embedding(BUCKETS, DIMENSION)
        sizes = (FIELDS * DIMENSION, *HIDDEN, 1)
        self.towers = torch.nn.ModuleList(
            torch.nn.Sequential(
                *(
                    layer
                    for wide, narrow in zip(sizes, sizes[1:], strict=False)
                    for layer in (torch.nn.Linear(wide, narrow), torch.nn.ReLU())
                )
            )
            for _ in range(2)
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        inside = self.fields(rows).flatten(1)
        return torch.sigmoid(self.towers[0](inside)) * torch.sigmoid(self.towers[1](inside))


class Service:
    """What is loaded once: product ids, their vectors, what sells, the network."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.store = store_id()
        self.ids = np.array(
            Product.objects.filter(store_id=self.store).order_by("pk").values_list("pk", flat=True), dtype=np.int64
        )
        self.row_of = {pk: row for row, pk in enumerate(self.ids.tolist())}
        self.channels = [torch.nn.functional.normalize(torch.randn(len(self.ids), WIDTH)) for _ in range(2)]
        self.hot = self.ids[:: max(1, len(self.ids) // 300)][:300].tolist()
        self.network = Towers().eval()

    def candidates(self, history: list[int]) -> list[int]:
        rows = [self.row_of[pk] for pk in history if pk in self.row_of]
        found: dict[int, None] = {}
        for vectors in self.channels:
            query = vectors[rows].mean(0) if rows else vectors.mean(0)
            found |= dict.fromkeys(self.ids[torch.topk(vectors @ query, 200).indices.numpy()].tolist())
        return [*(found | dict.fromkeys(self.hot))][:CANDIDATES]

    def scores(self, facts: list[dict], history: list[int]) -> list[float]:
        rows = [
            [
                hash((name, str(value))) % BUCKETS
                for name, value in (*each.items(), *(("history", pk) for pk in history[: FIELDS - len(each)]))
            ][:FIELDS]
            for each in facts
        ]
        rows = [row + [0] * (FIELDS - len(row)) for row in rows]
        with torch.no_grad():
            return self.network(torch.tensor(rows)).squeeze(1).tolist()


SERVICE = Service()


class ListView(APIView):
    def post(self, request: Request) -> Response:
        today = datetime.now(UTC)
        customer = customer_of(SERVICE.store, request.data.get("customer", ""))
        history = []
        if customer is not None:
            deeds = Interaction.objects.filter(customer=customer).order_by("-at")[:HISTORY]
            history = [deed.product_id for deed in deeds]
        products = (
            Product.objects.filter(pk__in=SERVICE.candidates(history), visible=True, status="active")
            .select_related("brand", "category")
            .prefetch_related("stock")
        )
        facts = [facts for product in products if (facts := facts_of(product))["stock"] > 0]
        for each, score in zip(facts, SERVICE.scores(facts, history), strict=True):
            each["score"] = boosted(100 * score, each, today=today)
        page = arranged([each for each in facts if each["brand"] != "Maker 20"])
        return Response(answered(page, store=SERVICE.store, customer=customer, model="in-house"))


def facts_of(product: Product) -> dict:
    price = float(product.price)
    return {
        "id": product.pk,
        "sku": product.sku,
        "name": product.name,
        "item_group": product.item_group,
        "brand": product.brand.name,
        "brand_kind": product.brand.kind,
        "category": product.category.code,
        "price": price,
        "margin_rate": (price - float(product.cost)) / price if product.cost is not None and price else None,
        "launched_on": product.launched_on,
        "image_url": product.image_url,
        "stock": sum(level.quantity for level in product.stock.all()),
    }
