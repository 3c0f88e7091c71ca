"""The steps that all searches of one rerank share; counted and not timed, so that the same question ends alike."""


class SearchStopped(Exception):  # noqa: N818
    """This will say that a question used up its share of the budget, or that its method cannot tell."""


class Budget:
    """This will hand out search nodes over all searches of one rerank."""

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes
        self.spent = 0
        self._stop = 0

    @property
    def left(self) -> int:
        return max(0, self.nodes - self.spent)

    @property
    def left_here(self) -> int:
        """This will say how many nodes are left to the open question."""
        return self._stop - self.spent

    def open_question(self, share: int) -> None:
        """This will give the next question at most `share` of the nodes that are left."""
        self._stop = self.spent + min(share, self.left)

    def spend(self, nodes: int = 1) -> None:
        if self.spent + nodes > self._stop:
            raise SearchStopped
        self.spent += nodes
