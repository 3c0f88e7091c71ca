"""Adam in plain tensor operations (Kingma and Ba, ICLR 2015).

`torch.optim` loads the compiler stack on first use, which costs seconds; a retrain of a small shop takes not many more.
Only shapes seen here are dense, and every step updates all of them.
"""

from collections.abc import Iterable

import torch
from torch import Tensor

MEAN_DECAY, SQUARE_DECAY, EPSILON = 0.9, 0.999, 1e-8


class Adam:
    """Move parameters against their gradients, each by its own running scale."""

    def __init__(self, parameters: Iterable[Tensor], *, learning_rate: float, weight_decay: float) -> None:
        self._parameters = [parameter for parameter in parameters if parameter.numel()]
        self._means = [torch.zeros_like(parameter) for parameter in self._parameters]
        self._squares = [torch.zeros_like(parameter) for parameter in self._parameters]
        self._learning_rate = learning_rate
        self._weight_decay = weight_decay
        self._steps = 0

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Take one step: m / (sqrt(v) + epsilon), both corrected for their start at zero."""
        self._steps += 1
        rate = self._learning_rate / (1 - MEAN_DECAY**self._steps)
        correction = (1 - SQUARE_DECAY**self._steps) ** 0.5
        for parameter, mean, square in zip(self._parameters, self._means, self._squares, strict=True):
            if parameter.grad is None:
                continue
            gradient = parameter.grad.add(parameter, alpha=self._weight_decay)
            mean.lerp_(gradient, 1 - MEAN_DECAY)
            square.mul_(SQUARE_DECAY).addcmul_(gradient, gradient, value=1 - SQUARE_DECAY)
            parameter.addcdiv_(mean, square.sqrt().div_(correction).add_(EPSILON), value=-rate)
