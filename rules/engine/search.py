"""Finds the best arrangement that keeps every unit, or proves that there is none.

Each step only where the one before does not answer:

1. *Dive*: take the best product that nothing blocks, position by position. Without a dead end this is the answer.
2. *Fill*: depth first, best score first, with a memory of failed states. The first full page is the best one.
3. *Start over*: a few more short attempts, each with a little more chance in the order, to find any full page.
4. *Branch*: fill the page with parts of products, which finds a page or proves that there is none.

A page of step 3 or 4 keeps every unit and is any such page. Once it is settled which units hold, it is *improved*:
position by position, a better product is taken wherever the rest can still be filled. Questions that use up their share
of the budget stay open, which keeps every rule but leaves the order of the page unproven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from rules.engine.board import Board, Head
from rules.engine.branch import Branching
from rules.engine.budget import Budget, SearchStopped
from rules.engine.dive import dive
from rules.engine.problem import build_problem
from rules.engine.states import State
from rules.engine.units import Unit

# Nodes of an attempt beyond one for each position.
FILL_NODES = 100
RESTARTS = 2
RESTART_NODES = 130
# How much chance a restart adds to the urgency of each look, times its number.
CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """This will be the ranks of a page, or None; `proven` says that there is no better one, or none at all.

    `search` is set where the page is any page; it can look for a better one.
    """

    chosen: list[int] | None
    proven: bool = True
    search: "Search | None" = None

    def improved(self) -> "Found":
        """This will return the best page, as far as the budget goes; to be asked once."""
        return self.search.improve() if self.search else self


def find_any(units: Sequence[Unit], *, families: Sequence[int], length: int, budget: Budget) -> Found:
    """This will return a page that keeps every unit, or say that there is none."""
    chosen = dive(units, families=families, length=length)
    if chosen is not None:
        return Found(chosen)
    return Search(Board(build_problem(units, families=families, length=length)), budget=budget).run()


class Search:
    """This will search one board; `run` may be called once, and `improve` after it."""

    def __init__(self, board: Board, *, budget: Budget) -> None:
        self._board = board
        self._budget = budget
        self._failed: set[State] = set()
        self._attempt: int | None = None
        self._chance = Random(0)

    def run(self) -> Found:
        """This will fill the board; only a page that the first attempt finds is known to be the best."""
        filled = self._ask(self._board.problem.length + FILL_NODES)
        if filled is not None:
            return Found(self._board.chosen if filled else None)
        filled = self._start_over()
        if filled is None:
            filled = self._branch()
        return Found(self._board.chosen, proven=False, search=self) if filled else Found(None, proven=filled is False)

    def _branch(self) -> bool | None:
        """This will look for any full page among pages of parts, which also proves that there is none."""
        self._budget.open_question(self._budget.left // 2)
        try:
            lanes = Branching(self._board.problem, budget=self._budget).find()
        except SearchStopped:
            return None
        return lanes is not None and self._follow(lanes)

    def _follow(self, lanes: Sequence[int]) -> bool | None:
        """This will take the heads of the lanes in turn, and check each."""
        for lane in lanes:
            head = next(head for head in self._board.heads if head[1] == lane)
            if not self._board.fits(head):
                self._board.undo_to(0)
                return None
            self._board.take(head)
        return True

    def _start_over(self) -> bool | None:
        """This will look for any full page; short attempts in different orders find one sooner than a long one."""
        filled = None
        for attempt in range(RESTARTS):
            self._attempt, self._chance = attempt, Random(attempt)
            filled = self._ask(self._board.problem.length + RESTART_NODES)
            if filled is not None:
                break
        return filled

    def improve(self) -> Found:
        """This will keep a witness, the lanes of a page that works, until something better works as well."""
        self._attempt = 0
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
