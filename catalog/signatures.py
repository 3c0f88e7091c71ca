"""Which products of a store are as they were when they were last read, however they were written since."""

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.models import Store

# A written row gets another `xmin` (the transaction) or, within one, another `ctid` (the place): together they tell of
# every change, those past Django included. A product's facts hang on its own row, its parts and where it is not sold.
SIGNATURES = """
SELECT p.id, hashtextextended(concat_ws(':', p.xmin, p.ctid, part.sum, closed.sum), 0)
FROM catalog_product p
LEFT JOIN (SELECT c.product_id, sum(hashtextextended(concat_ws(':', c.id, c.xmin, c.ctid), 0)) AS sum
           FROM catalog_productcomponent c GROUP BY c.product_id) part ON part.product_id = p.id
LEFT JOIN (SELECT n.product_id, sum(hashtextextended(concat_ws(':', n.id, n.region_id), 1)) AS sum
           FROM catalog_product_not_sold_in n GROUP BY n.product_id) closed ON closed.product_id = p.id
WHERE p.store_id = %s ORDER BY p.id
"""


def product_signatures(store: Store) -> NDArray[np.int64]:
    """This will read (P, 2) product ids, ascending, and a number that moves with whatever a product's facts hang on."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNATURES, [store.pk])
        return np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 2)


def unchanged_rows(before: NDArray[np.int64], now: NDArray[np.int64]) -> dict[int, int]:
    """This will map each product id whose signature is the same to its row in `before`."""
    if not len(before):
        return {}
    places = np.minimum(np.searchsorted(before[:, 0], now[:, 0]), len(before) - 1)
    same = (before[places] == now).all(axis=1)
    return dict(zip(now[same, 0].tolist(), places[same].tolist(), strict=True))
