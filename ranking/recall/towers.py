"""Define the two towers in torch; `vector.py` computes the same in numpy for serving."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ranking.recall.attributes import Attributes
from ranking.recall.base import Floats


class Towers(nn.Module):
    """Both towers; everything they need at serving is exported as plain arrays."""

    def __init__(self, *, attributes: Attributes, materials: Floats, regions: int, tiers: int, dimension: int) -> None:
        super().__init__()
        self.products = nn.Embedding(len(materials), dimension)
        self.attributes = nn.Embedding(attributes.count, dimension)
        self.materials = nn.Parameter(torch.zeros(materials.shape[1], dimension))
        self.regions = nn.Embedding(regions + 1, dimension)
        self.tiers = nn.Embedding(tiers + 1, dimension)
        self.linear = nn.Parameter(torch.eye(dimension))
        self.bias = nn.Parameter(torch.zeros(dimension))
        for table in (self.products, self.attributes, self.regions, self.tiers):
            nn.init.normal_(table.weight, std=0.01)
        self._indptr = torch.from_numpy(attributes.indptr)
        self._indices = torch.from_numpy(attributes.indices.astype(np.int64))
        self._material_vectors = torch.from_numpy(np.ascontiguousarray(materials))

    def product(self, rows: Tensor, *, dropout: float = 0.0, generator: torch.Generator | None = None) -> Tensor:
        """Return the vectors [n, d] of product rows [n]."""
        own = self.products(rows)
        if dropout > 0:
            own = own * (torch.rand(len(rows), 1, generator=generator) >= dropout)
        flat, offsets, counts = self._attributes_of(rows)
        content = functional.embedding_bag(flat, self.attributes.weight, offsets, mode="sum")
        return own + content / counts.clamp(min=1).sqrt()[:, None] + self._material_vectors[rows] @ self.materials

    def _attributes_of(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        starts = self._indptr[rows]
        counts = self._indptr[rows + 1] - starts
        offsets = torch.cumsum(counts, 0) - counts
        flat = torch.repeat_interleave(starts - offsets, counts) + torch.arange(int(counts.sum()))
        return self._indices[flat], offsets, counts

    def user(self, mean: Tensor, *, region: Tensor, tier: Tensor) -> Tensor:
        """Return user vectors [n, d] from decayed history means [n, d]."""
        return mean @ self.linear + self.bias + self.regions(region) + self.tiers(tier)

    def export(self) -> dict[str, Floats]:
        """Return every table under the name `vector.py` reads it by."""
        tensors = {
            "products": self.products.weight,
            "attributes": self.attributes.weight,
            "materials": self.materials,
            "regions": self.regions.weight,
            "tiers": self.tiers.weight,
            "linear": self.linear,
            "bias": self.bias,
        }
        return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}
