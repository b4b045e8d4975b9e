"""Equations (19) and (21) of the first paper as printed.

They stand apart from the forms that the package computes with (`levhari`), so that
one can be held against the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["printed_bracket", "printed_density", "printed_output"]

_Numbers = npt.NDArray[Any]


def printed_bracket(
    quality: npt.ArrayLike, theta_m: float, theta_h: float, rho: float, tau_m: float, tau_h: float
) -> _Numbers:
    """The bracket of (19); above the top of the support it is negative, and φ complex."""
    free = 1.0 - theta_h * tau_h**rho
    factor = free ** (rho / (rho - 1)) * (theta_m * tau_m**rho) ** (1 / (1 - rho))
    bracket: _Numbers = free - factor * np.asarray(quality) ** (rho / (rho - 1))
    return bracket


def printed_density(
    quality: npt.ArrayLike, theta_m: float, theta_h: float, rho: float, tau_m: float, tau_h: float
) -> _Numbers:
    """φ as in (19), which is (25)."""
    free = 1.0 - theta_h * tau_h**rho
    factor = free ** (rho / (rho - 1)) * (theta_m * tau_m**rho) ** (1 / (1 - rho))
    scale = (1.0 - theta_m - theta_h) ** (1 / rho) * factor / (1.0 - rho)
    bracket = printed_bracket(quality, theta_m, theta_h, rho, tau_m, tau_h)
    density: _Numbers = (
        scale * np.asarray(quality) ** (1 / (rho - 1)) * bracket ** (-(1 + rho) / rho)
    )
    return density


def printed_output(
    threshold: npt.ArrayLike, theta_m: float, theta_h: float, rho: float, tau_m: float, tau_h: float
) -> _Numbers:
    """Γ(u) of appendix B."""
    bracket = printed_bracket(threshold, theta_m, theta_h, rho, tau_m, tau_h)
    output: _Numbers = (1.0 - theta_m - theta_h) ** (1 / rho) * bracket ** (-1 / rho)
    return output
