"""Finds the best arrangement that keeps every unit, or proves that there is none.

Three steps, each only where the one before does not answer:

1. *Dive*: take the best product that nothing blocks, position by position. Without a dead end this is the answer.
2. *Fill*: depth first, best score first, with a memory of failed states. The first full page is the best one.
3. *Improve*: find any full page, starting over a few times with a little chance in the order; then go through it
   position by position and take a better product wherever the rest can still be filled. Questions that use up their
   share of the budget stay open, which keeps every rule but leaves the order of the page unproven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from rules.engine.board import Board, Head
from rules.engine.dive import dive
from rules.engine.problem import build_problem
from rules.engine.states import State
from rules.engine.units import Unit

FILL_NODES = 500
RESTARTS = 16
RESTART_NODES = 150
# How much chance a restart adds to the urgency of each look, times its number.
CHANCE = 0.05


class SearchStopped(Exception):  # noqa: N818
    """This will say that a question used up its share of the budget."""


class Budget:
    """This will hand out search nodes over all searches of one rerank."""

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes
        self.spent = 0
        self._stop = 0

    @property
    def left(self) -> int:
        return max(0, self.nodes - self.spent)

    def open_question(self, share: int) -> None:
        """This will give the next question at most `share` of the nodes that are left."""
        self._stop = self.spent + min(share, self.left)

    def spend(self) -> None:
        if self.spent >= self._stop:
            raise SearchStopped
        self.spent += 1


@dataclass(frozen=True, slots=True)
class Found:
    """This will be the ranks of a page, or None; `proven` says that there is no better one, or none at all."""

    chosen: list[int] | None
    proven: bool = True


def find_best(units: Sequence[Unit], *, families: Sequence[int], length: int, budget: Budget) -> Found:
    """This will return the best page that keeps every unit."""
    chosen = dive(units, families=families, length=length)
    if chosen is not None:
        return Found(chosen)
    return Search(Board(build_problem(units, families=families, length=length)), budget=budget).run()


class Search:
    """This will search one board; `run` may be called once."""

    def __init__(self, board: Board, *, budget: Budget) -> None:
        self._board = board
        self._budget = budget
        self._failed: set[State] = set()
        self._attempt: int | None = None
        self._chance = Random(0)

    def run(self) -> Found:
        filled = self._ask(FILL_NODES)
        if filled is None:
            filled = self._start_over()
            return self._improve() if filled else Found(None, proven=filled is False)
        return Found(self._board.chosen if filled else None)

    def _start_over(self) -> bool | None:
        """This will look for any full page; short attempts in different orders find one sooner than a long one."""
        filled = None
        for attempt in range(RESTARTS):
            self._attempt, self._chance = attempt, Random(attempt)
            filled = self._ask(RESTART_NODES)
            if filled is not None:
                break
        self._attempt = 0
        return filled

    def _improve(self) -> Found:
        """This will keep a witness, the lanes of a page that works, until something better works as well."""
        witness, proven = self._board.lanes_after(0), True
        for position in range(self._board.problem.length):
            share = self._budget.left // (2 * (self._board.problem.length - position))
            witness, sure = self._improve_at(position, witness, share=share)
            proven = proven and sure
        return Found(self._board.chosen, proven)

    def _improve_at(self, position: int, witness: list[int], *, share: int) -> tuple[list[int], bool]:
        proven = True
        for head in self._board.heads:
            if head[1] == witness[position]:
                self._board.take(head)
                break
            if not self._board.fits(head):
                continue
            self._board.take(head)
            filled = self._ask(share)
            if filled:
                witness = [*witness[:position], head[1], *self._board.lanes_after(position + 1)]
                break
            self._board.undo_to(position)
            proven = proven and filled is False
        return witness, proven

    def _ask(self, share: int) -> bool | None:
        """This will say whether the rest can be filled, and fill it; None when the share does not say."""
        position = self._board.position
        self._budget.open_question(share)
        try:
            return self._fill()
        except SearchStopped:
            self._board.undo_to(position)
            return None

    def _fill(self) -> bool:
        board = self._board
        if board.is_full:
            return True
        self._budget.spend()
        if board.is_hopeless:
            return False
        state, position = board.state, board.position
        if state in self._failed:
            return False
        for head in self._ordered_heads():
            if board.fits(head):
                board.take(head)
                if self._fill():
                    return True
                board.undo_to(position)
        self._failed.add(state)
        return False

    def _ordered_heads(self) -> list[Head]:
        board = self._board
        if self._attempt is None:
            return board.heads
        scale = CHANCE * self._attempt
        urgency = [urgency + scale * self._chance.random() for urgency in board.urgency()]
        lanes = board.problem.lanes
        return sorted(board.heads, key=lambda head: -urgency[lanes[head[1]].look])
