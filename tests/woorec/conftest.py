"""Web processes in one test process."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from woorec.holder import SnapshotHolder


@pytest.fixture
def web_processes() -> Iterator[list[SnapshotHolder]]:
    """Two holders that look for news by themselves, as each web process has one."""
    holders = [SnapshotHolder(), SnapshotHolder()]
    with override_settings(SNAPSHOT_POLL_SECONDS=0.02):
        yield holders
        for holder in holders:
            holder._ended.set()
            for watch in holder._watches:
                watch.join()
