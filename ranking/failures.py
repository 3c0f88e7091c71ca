"""What went wrong with a training, in words that say what to do. The champion serves on, whatever it was."""

import errno
from collections.abc import Sequence

KILLED = -9  # by the system, mostly for its memory
# What lies ready is not to blame for these: the training can be taken up where it stopped.
CAN_GO_ON = frozenset({"memory", "disk", "killed"})
MEMORY = "The machine ran out of memory. Free some, then take the training up again: what it had finished is kept."
DISK = "The disk is full. Free some room where models are kept, then take the training up again."
KILLED_WORDS = (
    "The trainer was ended by the system, most often because memory ran out. Free some, then take the training up "
    "again: what it had finished is kept."
)
DIVERGED = (
    "The training ran away into numbers that are not finite ({told}). Nothing was kept. Train again; if it comes back, "
    "lower the learning rate."
)


class TrainerFailed(RuntimeError):
    """The trainer ended badly. The message is for the person who asked; `kind` says whether it can go on."""

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


def is_full_disk(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def failure_of(code: int, *, told: str, kind: str, tail: Sequence[str]) -> TrainerFailed:
    """This will word how a trainer ended: its exit code, what it said of itself, and the end of its log."""
    if not told and code == KILLED:
        return TrainerFailed(KILLED_WORDS, kind="killed")
    words = {"memory": MEMORY, "disk": DISK, "diverged": DIVERGED.format(told=told)}
    if kind in words:
        return TrainerFailed(words[kind], kind=kind)
    return TrainerFailed(told or f"The trainer ended with code {code}: {' / '.join(tail[-3:])}", kind=kind or "other")
