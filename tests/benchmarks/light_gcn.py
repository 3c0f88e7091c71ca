"""LightGCN (He et al., SIGIR 2020): vectors smoothed along the edges of shoppers and products, learned by BPR.

Deviations: edges weigh what the event weighs, attributes may take part as nodes that nobody is ranked for, and as the
smoothing is linear and symmetric its gradient is the same smoothing, so no tape is kept.
"""

import numpy as np
import torch
from scipy import sparse
from torch import Tensor

from ranking.recall.adam import Adam
from tests.benchmarks.graph_embeddings import Found, ProductGraph, Settings, Vectors


class Smoothing:
    """Hold the normalised edges of shoppers and attributes [R] with products [P]; mean of all layers."""

    def __init__(self, rows: sparse.csr_matrix, *, layers: int) -> None:
        left = 1 / np.sqrt(np.maximum(np.asarray(rows.sum(axis=1)).ravel(), 1e-9))
        right = 1 / np.sqrt(np.maximum(np.asarray(rows.sum(axis=0)).ravel(), 1e-9))
        normal = (sparse.diags(left) @ rows @ sparse.diags(right)).astype(np.float32)
        self._edges = sparse.bmat([[None, normal], [normal.T, None]]).tocsr()
        self._layers = layers

    def __call__(self, vectors: Tensor) -> Tensor:
        total, current = vectors.numpy().copy(), vectors.numpy()
        for _ in range(self._layers):
            current = self._edges @ current  # four times as fast as the sparse tensors of torch
            total += current
        return torch.from_numpy(total / np.float32(self._layers + 1))


def light_gcn(graph: ProductGraph, *, settings: Settings, seed: int) -> Found:
    """This will rank what a shopper touched above what is drawn at random; a pass over all edges is an epoch."""
    generator = torch.Generator().manual_seed(seed)
    rows = sparse.vstack([graph.shoppers, graph.attributes]).tocsr()
    smoothing = Smoothing(rows, layers=settings["layers"])
    touched = graph.shoppers.tocoo()
    edges = torch.from_numpy(np.stack([touched.row, touched.col]).astype(np.int64))
    own = torch.randn(sum(rows.shape), settings["dimension"], generator=generator) * 0.1
    optimiser = Adam([own], learning_rate=settings["learning_rate"], weight_decay=0.0)
    for epoch in range(1, settings["epochs"] + 1):
        order = torch.randperm(edges.shape[1], generator=generator)
        for batch in order.tensor_split(settings["batches"]):
            strangers = torch.randint(rows.shape[1], (len(batch),), generator=generator)
            triples = torch.stack([edges[0, batch], edges[1, batch] + rows.shape[0], strangers + rows.shape[0]])
            own.grad = gradient_of(own, triples, smoothing, decay=settings["decay"])
            optimiser.step()
        if epoch % settings["every"] == 0:
            yield {**settings, "epochs": epoch, "every": epoch}, _vectors(smoothing(own), graph)


def gradient_of(own: Tensor, triples: Tensor, smoothing: Smoothing, *, decay: float) -> Tensor:
    """Return the gradient of mean softplus(u . j - u . i) + decay / 2 |first vectors of u, i, j|^2."""
    size = triples.shape[1]
    who, liked, other = smoothing(own)[triples]
    push = torch.sigmoid((who * (other - liked)).sum(dim=1, keepdim=True)) / size
    gradient = torch.zeros_like(own)
    for nodes, change in zip(triples, (push * (other - liked), -push * who, push * who), strict=True):
        gradient.index_add_(0, nodes, change)
    gradient = smoothing(gradient)
    for nodes in triples:
        gradient.index_add_(0, nodes, own[nodes], alpha=decay / size)
    return gradient


def _vectors(smooth: Tensor, graph: ProductGraph) -> Vectors:
    values = smooth.numpy()
    products = values[-graph.shoppers.shape[1] :]
    return Vectors(products, products, values[: graph.shoppers.shape[0]])
