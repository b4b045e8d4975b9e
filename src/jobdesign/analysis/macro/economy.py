"""Many firms with one design, each with an AI quality of its own (section 5.2, two stages)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.macro.aggregation import Aggregates, aggregate
from jobdesign.analysis.macro.quality_density import QualityDensity
from jobdesign.arguments import takes
from jobdesign.checks import finite_number, is_whole
from jobdesign.errors import InputError
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["Economy", "Estimate", "simulate_economy"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A sum over firms, and what it should be.

    Parameters
    ----------
    value
        From the simulation.
    standard_error
        Of the value.
    exact
        In closed form.
    """

    value: float
    standard_error: float
    exact: float

    @property
    def z_score(self) -> float:
        """Deviation from the exact value in standard errors; infinite where nothing varies."""
        away = self.value - self.exact
        if self.standard_error > 0:
            return away / self.standard_error
        return math.copysign(math.inf, away) if away else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "value": self.value,
            "standard_error": self.standard_error,
            "exact": self.exact,
            "z_score": finite_or_none(self.z_score),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Economy:
    """Firms that drew their AI quality and then produced or left.

    Parameters
    ----------
    density
        From which they drew.
    price
        Of one unit of output.
    quality
        ᾱ of each of N firms, shape (N,).
    unit_cost
        w_M τ_M/ᾱ + w_H τ_H of each, shape (N,).
    produces
        Whether it does, which is where the unit cost is at most the price; shape (N,).
    capacity
        Output of a firm that produces; all have the same.
    output, management_labour, human_labour
        X, M and H of the economy.
    profit
        Price times output, less both wage bills.
    exact
        The economy of infinitely many firms.
    """

    density: QualityDensity
    price: float
    quality: Array
    unit_cost: Array
    produces: npt.NDArray[np.bool_]
    capacity: float
    output: Estimate
    management_labour: Estimate
    human_labour: Estimate
    profit: Estimate
    exact: Aggregates

    @property
    def ces_output(self) -> float:
        """What the CES function makes of the labour that the firms use (eq. 13)."""
        return self.density.ces.output(self.management_labour.value, self.human_labour.value)

    @property
    def firm_output(self) -> Array:
        """Output of each firm, shape (N,)."""
        return np.where(self.produces, self.capacity, 0.0)

    @property
    def firm_management_labour(self) -> Array:
        """AI management labour of each firm, shape (N,)."""
        requirement = self.density.technology.management_requirement
        # those that stay out, some of hardly any quality, are not divided by it
        quality = np.where(self.produces, self.quality, 1.0)
        return self.firm_output * requirement / quality

    @property
    def firm_human_labour(self) -> Array:
        """Human labour of each firm, shape (N,)."""
        return self.firm_output * self.density.technology.human_requirement

    def curve(self, thresholds: npt.ArrayLike) -> dict[str, Array]:
        """Return X, M and H over the threshold, simulated and exact, ready to plot.

        Parameters
        ----------
        thresholds
            Shape (T,), each in (0, top).

        Returns
        -------
        dict of arrays of shape (T,)
            ``threshold``; ``output``, ``management_labour`` and ``human_labour`` of
            the firms, each with ``_error`` (its standard error) and ``_exact``; and
            ``ces_output``, what the CES function makes of their labour.
        """
        u = np.atleast_1d(np.asarray(thresholds, dtype=np.float64))
        for value in u:
            self.density.check_threshold(float(value))
        quality = np.sort(self.quality)[::-1]
        firms = len(quality)
        above = np.searchsorted(-quality, -u, side="right")
        technology, shape = self.density.technology, self.density.shape
        tau_m, tau_h = technology.management_requirement, technology.human_requirement
        total = self.capacity * firms
        with np.errstate(over="ignore"):
            used = tau_m / quality[: above.max()]
        output, output_error = _sums(np.ones(len(used)), firms, above, total)
        management, management_error = _sums(used, firms, above, total)
        exact_output = shape.above(u)
        made = [
            self.density.ces.output(float(m), float(x) * tau_h)
            for m, x in zip(management, output, strict=True)
        ]
        return {
            "threshold": u,
            "output": output,
            "output_error": output_error,
            "output_exact": exact_output,
            "management_labour": management,
            "management_labour_error": management_error,
            "management_labour_exact": tau_m * shape.inverse_above(u),
            "human_labour": tau_h * output,
            "human_labour_error": tau_h * output_error,
            "human_labour_exact": tau_h * exact_output,
            "ces_output": np.array(made),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the single firms, as JSON has it."""
        return {
            "firms": len(self.quality),
            "producing": int(self.produces.sum()),
            "price": self.price,
            "capacity": self.capacity,
            "output": self.output.to_dict(),
            "management_labour": self.management_labour.to_dict(),
            "human_labour": self.human_labour.to_dict(),
            "profit": self.profit.to_dict(),
            "ces_output": finite_or_none(self.ces_output),
        }


@takes(density=QualityDensity)
def simulate_economy(
    density: QualityDensity, price: float = 1.0, *, firms: int = 100_000, seed: int
) -> Economy:
    """Let firms draw their AI quality, and produce if that pays (section 5.2).

    All firms hold the design, and with it the technology, that they chose before
    they knew their quality. Each can make the same output, L/N of N firms, with L the
    `largest_output` of the density; qualities are drawn from φ/L. So output at
    quality ᾱ has density φ, and what is summed up converges to eqs. (15) to (17).

    Parameters
    ----------
    density
        Output by quality, with the technology and its wages.
    price
        Of one unit of output, in the money of the wages.
    firms
        How many, at least 2.
    seed
        Of the random numbers.

    Returns
    -------
    Economy
        Every firm, the sums with their standard errors, and what they should be.

    Raises
    ------
    InputError
        Where no quality in the support would produce, or all would at any price.

    Examples
    --------
    >>> import jobdesign as jd
    >>> density = jd.QualityDensity(
    ...     ces=jd.CES(management_share=0.3, human_share=0.4, rho=-1),
    ...     technology=jd.Technology(management_requirement=0.45, human_requirement=1.2,
    ...                              management_wage=0.5, human_wage=0.25),
    ...     support="restricted")
    >>> economy = jd.simulate_economy(density, price=1.2, firms=10_000, seed=1)
    >>> round(economy.exact.output, 6), abs(economy.output.z_score) < 3
    (1.111111, True)
    """
    if not is_whole(firms, 2):
        raise InputError("must be a whole number ≥ 2", place="firms", value=firms)
    if not is_whole(seed, 0):
        raise InputError("must be a whole number ≥ 0", place="seed", value=seed)
    price = finite_number("price", price, 0)
    technology = density.technology
    exact = aggregate(density, technology.threshold(price))
    rng = np.random.default_rng(seed)
    # uniform in (0, 1]: a share of 0 would be a firm at the top exactly
    quality = density.shape.quantile(1.0 - rng.random(firms))
    # far in the lower tail a quality may round to 0; such a firm never produces
    quality = np.maximum(quality, np.finfo(np.float64).tiny)
    human = technology.human_requirement
    with np.errstate(over="ignore"):
        management = technology.management_requirement / quality
        unit_cost = technology.management_wage * management + technology.human_wage * human
    produces = unit_cost <= price
    total = density.largest_output
    profit = np.where(produces, price - unit_cost, 0.0)
    exact_profit = (
        price * exact.exact_output
        - technology.management_wage * exact.exact_management_labour
        - technology.human_wage * exact.exact_human_labour
    )
    return Economy(
        density=density,
        price=price,
        quality=quality,
        unit_cost=unit_cost,
        produces=produces,
        capacity=total / firms,
        output=_estimate(produces.astype(np.float64), total, exact.exact_output),
        management_labour=_estimate(
            np.where(produces, management, 0.0), total, exact.exact_management_labour
        ),
        human_labour=_estimate(np.where(produces, human, 0.0), total, exact.exact_human_labour),
        profit=_estimate(profit, total, exact_profit),
        exact=exact,
    )


def _estimate(values: Array, total: float, exact: float) -> Estimate:
    """Mean over firms, scaled to the whole economy."""
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    return Estimate(total * float(values.mean()), total * error, exact)


def _sums(
    values: Array, firms: int, above: npt.NDArray[np.int64], total: float
) -> tuple[Array, Array]:
    """Scaled means over the first `above` firms, the others counting nothing; and errors."""
    first = np.concatenate(([0.0], np.cumsum(values)))[above] / firms
    second = np.concatenate(([0.0], np.cumsum(values**2)))[above] / firms
    variance = np.maximum(second - first**2, 0.0) * (firms / (firms - 1.0))
    return total * first, total * np.sqrt(variance / firms)
