"""Make a process give way to everything else on the machine."""

import os
from contextlib import suppress
from pathlib import Path

LOWEST = 19
GROUP = Path("/proc/self/autogroup")


def give_way() -> None:
    """Take the lowest priority, for this process and what it starts. Only a process that leads a session may call it.

    Where Linux shares processors between sessions first ("autogroup"), the priority of a process counts only against
    others of its session, and the session's own is lowered too (man 7 sched, "The autogroup feature").
    """
    os.nice(LOWEST)
    with suppress(OSError):  # a kernel without autogroups, or another system
        GROUP.write_text(str(LOWEST), encoding="ascii")
