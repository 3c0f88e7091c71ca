"""A web process gives back what an old snapshot held."""

import os

import pytest

from catalog.models import Store
from catalog.services import touch_catalogue
from woorec import freed_memory, holder
from woorec.holder import SnapshotHolder
from woorec.speed.machine import private_mib


@pytest.mark.skipif(freed_memory._TRIM is None, reason="Only glibc keeps free pages between used ones.")
def test_what_is_free_between_used_memory_goes_back() -> None:
    blocks = [bytearray(100_000) for _ in range(600)]  # small enough to be of the heap
    kept = blocks[::300] + blocks[-1:]
    del blocks
    before = private_mib(os.getpid())
    freed_memory.give_back_freed_memory()
    assert private_mib(os.getpid()) < before - 30
    assert len(kept) == 3


def test_memory_is_given_back_after_a_swap_and_not_when_nothing_moved(
    leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = list[str]()
    monkeypatch.setattr(holder, "give_back_freed_memory", lambda: given.append("back"))
    monkeypatch.setattr(holder, "close_old_connections", lambda: None)  # this is the test's own connection
    watching = SnapshotHolder()
    watching._look()
    watching._look()
    assert given == ["back"]
    touch_catalogue(leather)
    watching._look()
    assert given == ["back", "back"]
