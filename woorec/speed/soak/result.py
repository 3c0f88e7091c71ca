"""What came of a soak, and how it is told."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

AROUND_A_SWAP = 5.0  # seconds after a model went live that count as during


@dataclass(frozen=True, slots=True)
class Asked:
    """One list: when it was due (seconds from the beginning), how long it took, and what was wrong with it."""

    at: float
    ms: float
    problem: str = ""
    model: str = ""
    fallback: tuple[str, ...] = ()


@dataclass
class Soak:
    """What came of a run. Times are seconds from its beginning, memory is MiB of all web processes together."""

    alone: float  # lists a second at most, with nothing beside
    capacity: float  # with everything beside but a training
    pace: float
    asked: list[Asked] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    swaps: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)  # beginning and end

    @property
    def problems(self) -> Counter[str]:
        return Counter(each.problem for each in self.asked if each.problem)

    def note(self, question: str, is_right: bool | None) -> None:
        """This will count what came of a question; None is one that could not be asked, and is no right answer."""
        self.done[f"questions about {question}" + (" that could not be asked" if is_right is None else "")] += 1
        if is_right is False:
            self.failures.append(f"wrong answer about {question}")


def describe(found: Soak) -> Iterator[str]:
    """This will say in lines what was measured."""
    lists = len(found.asked)
    yield f"{found.alone:,.0f} lists/s at most, {found.capacity:,.0f} with all but a training beside"
    yield f"asked for {found.pace:,.0f} a second, {lists:,} in all"
    swapped = [each for each in found.asked if any(at <= each.at < at + AROUND_A_SWAP for at in found.swaps)]
    begin, end = found.training or (0.0, 0.0)
    trained = [each for each in found.asked if begin <= each.at < end]
    for name, some in (("all", found.asked), ("during a training", trained), ("within 5 s of a swap", swapped)):
        if some:
            p50, p99 = np.percentile([each.ms for each in some], [50, 99])
            yield f"{name:<22} p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   {len(some):,} lists"
    yield f"wrong: {dict(found.problems) or 'nothing'}"
    yield f"failures beside: {found.failures or 'none'}"
    yield "beside: " + ", ".join(f"{count:,} {what}" for what, count in sorted(found.done.items()))
    yield f"stand-ins: {dict(Counter(name for each in found.asked for name in each.fallback)) or 'none'}"
    yield f"models that answered: {dict(Counter(each.model for each in found.asked if each.model))}"
    third = len(found.memory) // 3
    if third:
        first, last = ([mib for _, mib in part] for part in (found.memory[:third], found.memory[-third:]))
        yield f"private memory of the web processes: {np.median(first):.0f} MiB at first, {np.median(last):.0f} at last"
