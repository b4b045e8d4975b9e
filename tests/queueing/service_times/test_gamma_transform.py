"""The transform of nearly constant gamma times, whose large shape magnifies rounding."""

from __future__ import annotations

import numpy as np
import pytest

from jobdesign.queueing import Deterministic, Gamma


@pytest.mark.parametrize("variation", [1e-14, 1e-10, 1e-7])
def test_it_nears_that_of_a_fixed_time(variation: float) -> None:
    s = np.array([1e-9, 0.3, 2j, 1 + 5j, 0.01 + 1e-6j])
    # log E[e^(-sT)] = -s + c² s² / 2 - c⁴ s³ / 3 + … for mean 1
    correction = np.exp(variation * s**2 / 2 - variation**2 * s**3 / 3)
    exact = Deterministic(1).transform(s) * correction
    np.testing.assert_allclose(Gamma.from_mean(1, variation).transform(s), exact, rtol=2e-15)
