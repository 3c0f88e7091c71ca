"""Other services are asked only about a shop that was made for it."""

from pathlib import Path

import pytest

from catalog.models import Store
from woorec.speed import peers


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which nothing is missing."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    monkeypatch.setattr(peers, "_imports", lambda *_asked: True)
    return tmp_path


@pytest.mark.parametrize("peer", peers.TITLES)
def test_no_peer_writes_made_up_lists_into_a_real_shop(peer: str, leather: Store, complete: Path) -> None:
    assert "made-up lists" in peers.why_left_out(peer, leather, at=complete)


@pytest.mark.parametrize("peer", peers.TITLES)
def test_every_peer_is_asked_about_a_made_shop(peer: str, complete: Path) -> None:
    assert peers.why_left_out(peer, Store(code="bench-5000-20000"), at=complete) == ""
