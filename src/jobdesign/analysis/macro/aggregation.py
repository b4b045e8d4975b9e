"""Adding firms up to an economy: aggregates, the CES check, elasticities (eqs. 15 to 18)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.analysis.macro.quality_density import QualityDensity
from jobdesign.arguments import takes
from jobdesign.errors import InputError
from jobdesign.solution import finite_or_none

__all__ = ["Aggregates", "aggregate"]

_TINY, _HUGE = 1e-250, 1e250


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregates:
    """An economy in which the firms of quality u and better produce.

    Parameters
    ----------
    threshold
        u, lowest quality that produces.
    output, management_labour, human_labour
        X, M and H (eqs. 15 to 17), by quadrature.
    exact_output, exact_management_labour, exact_human_labour
        The same in closed form.
    quadrature_error
        Relative, as the quadrature estimates it for itself.
    ces_output
        What the CES function makes of M, H and K = 1 (eq. 13); X where (18) holds.
    density
        φ(u).
    marginal_products
        Of the CES function for M, H and K.
    output_elasticity, management_elasticity, human_elasticity
        Of X, M and H with respect to u.
    largest_output
        X as u goes to 0.
    """

    threshold: float
    output: float
    management_labour: float
    human_labour: float
    exact_output: float
    exact_management_labour: float
    exact_human_labour: float
    quadrature_error: float
    ces_output: float
    density: float
    marginal_products: tuple[float, float, float]
    output_elasticity: float
    management_elasticity: float
    human_elasticity: float
    largest_output: float

    @property
    def ces_gap(self) -> float:
        """CES output over output, less 1: how far (18) is from holding."""
        return self.ces_output / self.output - 1.0

    @property
    def output_slope(self) -> float:
        """dX/du = −φ(u)."""
        return -self.density

    @property
    def capital(self) -> float:
        """Capital in use, one unit for each unit of output; the paper sets it to 1."""
        return self.output

    @property
    def keeps_capital(self) -> bool:
        """Whether one unit of capital is enough, as the paper's normalisation has it."""
        return self.output <= 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        tree: dict[str, Any] = {
            key: finite_or_none(getattr(self, key))
            for key in self.__dataclass_fields__
            if key != "marginal_products"
        }
        names = ("management", "human", "capital")
        products = zip(names, self.marginal_products, strict=True)
        tree["marginal_products"] = {name: finite_or_none(value) for name, value in products}
        tree["ces_gap"] = finite_or_none(self.ces_gap)
        tree["capital"] = finite_or_none(self.capital)
        return tree


@takes(density=QualityDensity)
def aggregate(density: QualityDensity, threshold: float) -> Aggregates:
    """Add up the firms whose quality is at least a threshold (eqs. 15 to 18).

    Parameters
    ----------
    density
        Output by quality, and what firms are like.
    threshold
        u in (0, top), from `Technology.threshold` say.

    Returns
    -------
    Aggregates
        X, M and H by quadrature and in closed form, what the CES function makes of
        M and H, and how they move with u.

    Raises
    ------
    InputError
        Where the threshold is outside the support.

    Notes
    -----
    With z = (u/u_max)^(1−σ): X is proportional to (1 − z)^p, M to (1/z − 1)^p, with
    p = −1/ρ, and H = τ_H X. So M/H ∝ u^(−σ), while H/X never moves.

    Examples
    --------
    >>> import jobdesign as jd
    >>> density = jd.QualityDensity(
    ...     ces=jd.CES(management_share=0.3, human_share=0.4, rho=-1),
    ...     technology=jd.Technology(management_requirement=0.45, human_requirement=1.2),
    ...     support="restricted")
    >>> economy = jd.aggregate(density, 0.25)
    >>> round(economy.output, 9), round(economy.ces_output, 9), round(economy.human_labour, 9)
    (1.111111111, 1.111111111, 1.333333333)
    """
    u = density.check_threshold(threshold)
    shape = density.shape
    technology = density.technology
    tau_m, tau_h = technology.management_requirement, technology.human_requirement
    try:
        output, inverse, error = shape.integrate(u, density.top)
    except OverflowError:
        output, inverse, error = math.inf, math.inf, math.inf
    if not (_TINY < output < _HUGE and _TINY < inverse < _HUGE):
        raise InputError(
            "puts output or labour beyond double precision",
            place="threshold",
            value=u,
            fix="choose rho further from 0, or a threshold further inside the support",
        )
    management, human = tau_m * inverse, tau_h * output
    exact_output = float(shape.above(u))
    sigma = density.ces.elasticity
    z = (u / density.top) ** (1.0 - sigma)
    rest = -math.expm1((1.0 - sigma) * math.log(u / density.top))
    return Aggregates(
        threshold=u,
        output=output,
        management_labour=management,
        human_labour=human,
        exact_output=exact_output,
        exact_management_labour=tau_m * float(shape.inverse_above(u)),
        exact_human_labour=tau_h * exact_output,
        quadrature_error=error,
        ces_output=density.ces.output(management, human),
        density=float(density.at(u)),
        marginal_products=density.ces.marginal_products(management, human),
        output_elasticity=-sigma * z / rest,
        management_elasticity=-sigma / rest,
        human_elasticity=-sigma * z / rest,
        largest_output=density.largest_output,
    )
