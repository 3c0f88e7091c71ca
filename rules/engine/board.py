"""A page that is being filled: what stands where, what is left, and how to take a step back."""

from bisect import insort

from rules.engine.bounds import Bounds
from rules.engine.guide import Guide
from rules.engine.problem import Problem
from rules.engine.states import State, States

Head = tuple[int, int, int]  # best unused rank of a lane, the lane, its index in the lane


class Board:
    """This will hold one page, filled from the first position on."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.heads: list[Head] = sorted((lane.ranks[0], number, 0) for number, lane in enumerate(problem.lanes))
        self._where = [0] * len(problem.buckets)
        self._left = list(problem.sizes)
        self._used: set[int] = set()
        self._trail: list[tuple[Head, list[Head]]] = []
        self._bounds = Bounds(problem)
        self._states = States(problem)
        self._guide = Guide(problem, self._bounds)

    @property
    def position(self) -> int:
        return len(self._trail)

    @property
    def is_full(self) -> bool:
        return self.position == self.problem.length

    @property
    def chosen(self) -> list[int]:
        """This will list the ranks on the page."""
        return [head[0] for head, _ in self._trail]

    @property
    def is_hopeless(self) -> bool:
        return self._bounds.is_hopeless(self.position, where=self._where, left=self._left)

    @property
    def state(self) -> State:
        return self._states.state(self.position, where=self._where, left=self._left, supply=self._bounds.supply)

    def urgency(self) -> list[float]:
        """This will rate each look for the next position."""
        return self._guide.urgency(self.position, where=self._where, left=self._left)

    def fits(self, head: Head) -> bool:
        """This will say whether the head of a lane may stand at the next position."""
        look = self.problem.looks[self.problem.lanes[head[1]].look]
        position = self.position
        if not look.allowed >> position & 1:
            return False
        for number in look.buckets:
            bucket = self.problem.buckets[number]
            if (self._where[number] >> max(0, position - bucket.window + 1)).bit_count() >= bucket.limit:
                return False
        return True

    def take(self, head: Head) -> None:
        """This will put the head of a lane at the next position."""
        lane = self.problem.lanes[head[1]]
        for bucket in self.problem.looks[lane.look].buckets:
            self._where[bucket] |= 1 << self.position
        self._left[lane.type_id] -= 1
        self._bounds.use(lane.type_id)
        self._used.add(self.problem.families[head[0]])
        self._trail.append((head, self.heads))
        self.heads = self._advance(lane.type_id)

    def undo_to(self, position: int) -> None:
        """This will empty the page from a position on."""
        while self.position > position:
            head, self.heads = self._trail.pop()
            lane = self.problem.lanes[head[1]]
            for bucket in self.problem.looks[lane.look].buckets:
                self._where[bucket] ^= 1 << self.position
            self._left[lane.type_id] += 1
            self._bounds.give_back(lane.type_id)
            self._used.discard(self.problem.families[head[0]])

    def lanes_after(self, position: int) -> list[int]:
        """This will empty the page from a position on and say which lanes filled it."""
        lanes = [head[1] for head, _ in self._trail[position:]]
        self.undo_to(position)
        return lanes

    def _advance(self, type_id: int) -> list[Head]:
        """This will move the lanes of a type on to their best unused rank; the old list stays as it was."""
        lanes = self.problem.siblings[type_id]
        heads = [head for head in self.heads if head[1] not in lanes]
        for _, number, index in self.heads:
            if number in lanes:
                ranks = self.problem.lanes[number].ranks
                while index < len(ranks) and self.problem.families[ranks[index]] in self._used:
                    index += 1
                if index < len(ranks):
                    insort(heads, (ranks[index], number, index))
        return heads
