"""Matrix factorisation: factors of items, made so that the sum of what a reader liked folds them in.

The singular values σ and vectors v of the likings X (Cremonesi, Koren and Turrin, PureSVD, 2010), with a ridge of λ on
what a reader gets of each (Jin et al., Towards a better understanding of linear models for recommendation, 2021).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from api.ease import EASE_REGULARISATION, growth

N_FACTORS = 32  # as many as cinelibre.item_factors holds

Floats = NDArray[np.float32]


class Factors(NamedTuple):
    """A row z of factors for each item; zeros for an item that nobody likes."""

    vectors: Floats

    def points(self, history: Any) -> Floats:
        """Return what a sparse history, readers by items, says of every item: readers by items."""
        return np.asarray(fold_in(self.vectors, history) @ self.vectors.T, np.float32)


def fold_in(vectors: Any, history: Any) -> Any:
    """Return readers' factors u by what they liked, Σ w z: readers by factors.

    These solve the normal equations (I + λ S⁻²) a = Vᵀ x of min |x − V a|² + λ |S⁻¹ a|², whose matrix is diagonal. With
    z = v · √(σ² / (σ² + λ)) the score V a is u · z. `fold_in_factors` computes the same in SQL.
    """
    return history @ vectors


def factors_of(liking: Any, regularisation: float | None = None, n_factors: int = N_FACTORS) -> Factors:
    """Fit the factors of all items. By default λ is that of EASE: 250 at a hundred thousand ratings above two stars."""
    ridge = EASE_REGULARISATION * growth(liking.nnz) if regularisation is None else regularisation
    vectors = np.zeros((liking.shape[1], n_factors), np.float32)
    n_found = min(n_factors, min(liking.shape) - 1)
    if n_found > 0 and liking.nnz:
        _, values, found = svds(sparse.csr_matrix(liking, dtype=np.float64), k=n_found, random_state=0)
        shrunk = np.sqrt(values**2 / (values**2 + ridge))
        vectors[:, :n_found] = (found.T * shrunk)[:, np.argsort(-values)]
    return Factors(vectors)
