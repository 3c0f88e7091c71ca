"""By how many people two products were bought together, counted as slowly as anybody would and as we do."""

import numpy as np
import pytest
from scipy import sparse

from ranking.recall import buyers
from ranking.recall.buyers import buyers_of


@pytest.mark.parametrize("at_once", [1, 40, 10**6])
def test_each_person_counts_once_however_many_pairs_are_counted_at_a_time(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buyers, "MOST_PAIRS", at_once)
    random = np.random.default_rng(5)
    held, owners = random.random((60, 9)) < 0.4, random.integers(0, 12, 60)
    companions = np.array([random.permutation(9)[:4] for _ in range(9)], dtype=np.int32)
    companions[random.random(companions.shape) < 0.2] = -1
    found = buyers_of(sparse.csr_matrix(held.astype(np.float32)), owners, companions)
    expected = [
        [len(set(owners[held[:, one] & held[:, other]].tolist())) if other >= 0 else 0 for other in row]
        for one, row in enumerate(companions.tolist())
    ]
    assert found.tolist() == expected


def test_a_shop_without_orders_or_products_has_no_buyers() -> None:
    none = sparse.csr_matrix((0, 3), dtype=np.float32)
    assert not buyers_of(none, np.zeros(0, np.int64), np.array([[1], [2], [-1]], np.int32)).any()
    assert buyers_of(none[:, :0], np.zeros(0, np.int64), np.zeros((0, 5), np.int32)).shape == (0, 5)
