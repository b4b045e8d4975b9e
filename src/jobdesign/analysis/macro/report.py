"""From one design to an economy: what ``jobdesign macro`` reports."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.analysis.macro.aggregation import Aggregates, aggregate
from jobdesign.analysis.macro.ces import CES
from jobdesign.analysis.macro.economy import Economy, simulate_economy
from jobdesign.analysis.macro.labour import LabourInputs, labour_inputs
from jobdesign.analysis.macro.quality_density import (
    QualityDensity,
    Support,
    restricted_management_share,
)
from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.problem import Problem

__all__ = ["Macro", "macro"]


@dataclass(frozen=True, slots=True, eq=False)
class Macro:
    """A design as one firm, and an economy of firms like it.

    Parameters
    ----------
    inputs
        Labour of the design, for one unit of output.
    units, price
        Units of output in a lot, and the price of a lot.
    density
        Output by AI quality; it counts output in lots.
    aggregates
        The economy at that price.
    economy
        A simulation of it, or None.
    """

    inputs: LabourInputs
    units: float
    price: float
    density: QualityDensity
    aggregates: Aggregates
    economy: Economy | None

    @property
    def expected_alpha(self) -> float | None:
        """Quality of the AI at which the design has the mean quality of the density.

        Firms choose their design on expected quality (section 5.2); this is the
        alpha to check it at. None where there is none, or no difficulties are given.
        """
        mean = self.density.mean_quality
        if self.inputs.task_difficulty is None or mean > 1:
            return None
        try:
            return self.inputs.alpha_at(mean)
        except InputError:
            return None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the numbers do not keep of the paper's conditions, one sentence each."""
        said = []
        top, used = self.density.top, self.aggregates.output
        if self.density.exceeds_one:
            said.append(
                f"Qualities reach up to {top:.6g}, though no success rate exceeds 1: "
                f"θ_M τ_M^ρ + θ_H τ_H^ρ = {self.density.restriction:.6g} < 1."
            )
        if not self.aggregates.keeps_capital:
            said.append(f"Output takes {used:.6g} units of capital; the CES function counts 1.")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not defined."""
        return {
            "inputs": self.inputs.to_dict(),
            "units": self.units,
            "price": self.price,
            "density": self.density.to_dict(),
            "expected_alpha": self.expected_alpha,
            "aggregates": self.aggregates.to_dict(),
            "economy": None if self.economy is None else self.economy.to_dict(),
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        from jobdesign.tables.macro import macro_text

        return macro_text(self)


@takes(problem=Problem, design=Design)
def macro(
    problem: Problem,
    design: Design,
    *,
    rho: float,
    human_share: float,
    management_share: float | None = None,
    support: Support,
    price: float,
    units: float = 1.0,
    firms: int | None = None,
    seed: int = 0,
) -> Macro:
    """Add firms of one design up to an economy with a CES function (section 5).

    Parameters
    ----------
    problem, design
        What is given, and the design that all firms hold.
    rho, human_share, management_share
        ρ, θ_H and θ_M of the CES function. θ_M may be left out where `support` is
        ``"restricted"``: the restriction then gives it.
    support
        Where qualities lie, as in `QualityDensity`.
    price
        Of one unit of output, in the money of the wages.
    units
        Units of output that make up the lot in which the economy counts. The CES
        function is not free of units: τ_M and τ_H are per lot.
    firms, seed
        Of a simulation; None: leave it out.

    Raises
    ------
    InputError
        Where the design has no AI quality, the parameters admit no density, or no
        firm would produce at that price.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.read_problem("models/paper/example-6.toml").with_alpha(0.5)
    >>> found = jd.macro(problem, jd.solve(problem).design, rho=-1, human_share=0.4,
    ...                  support="restricted", price=16, units=0.1)
    >>> round(found.density.ces.management_share, 12), round(found.aggregates.threshold, 12)
    (0.12, 0.333333333333)
    """
    inputs = labour_inputs(problem, design)
    if inputs.quality is None:
        raise InputError(
            "has no AI quality, over which firms could differ",
            place="design",
            value=str(design),
            fix=f"choose another: {inputs.why_no_quality}",
        )
    price = finite_number("price", price, 0)
    technology = inputs.technology.per(units)
    if management_share is None:
        if support != "restricted":
            raise InputError(
                "is needed",
                place="management_share",
                value=None,
                fix='give it, or set support to "restricted"',
            )
        management_share = restricted_management_share(technology, human_share, rho)
    ces = CES(management_share=management_share, human_share=human_share, rho=rho)
    density = QualityDensity(ces=ces, technology=technology, support=support)
    threshold = technology.threshold(price * units)
    if math.isfinite(threshold) and threshold >= density.top:
        least = technology.unit_cost(density.top) / units
        raise InputError(
            "is too low for any firm to produce",
            place="price",
            value=price,
            fix=f"the best of them need more than {least:.10g}",
        )
    aggregates = aggregate(density, threshold)
    economy = None
    if firms is not None:
        economy = simulate_economy(density, price * units, firms=firms, seed=seed)
    return Macro(inputs, float(units), price * units, density, aggregates, economy)
