"""A firm as a production function of two kinds of labour and capital (paper 1, section 5.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.solution import finite_or_none

__all__ = ["Technology"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """The two-input Leontief technology of a design, with its need of capital (eq. 8).

    A firm whose effective AI quality is a makes ``min(a l_M / τ_M, l_H / τ_H, k)``
    units of output from l_M units of AI management labour, l_H of human labour and
    k of capital.

    Parameters
    ----------
    management_requirement
        τ_M: skill-adjusted AI management labour that one unit of output takes where
        AI never fails (eq. 9). Labour is skill times time, so that its price is a
        base wage rate.
    human_requirement
        τ_H: skill-adjusted human labour that one unit of output takes, hand-offs
        included (eq. 10).
    management_wage, human_wage
        Base wage rates w_M and w_H: money per unit of skill-adjusted labour.

    Raises
    ------
    InputError
        Where a number is negative or not finite.

    Examples
    --------
    >>> from jobdesign import Technology
    >>> firm = Technology(management_requirement=0.45, human_requirement=1.2,
    ...                   management_wage=0.5, human_wage=0.25)
    >>> round(firm.unit_cost(0.9), 12)
    0.55
    >>> round(firm.threshold(price=0.6), 12)
    0.75
    """

    management_requirement: float
    human_requirement: float
    management_wage: float = 1.0
    human_wage: float = 1.0

    def __post_init__(self) -> None:
        for key in self.__dataclass_fields__:
            object.__setattr__(self, key, finite_number(key, getattr(self, key), 0))

    def output(
        self,
        management_labour: float,
        human_labour: float,
        quality: float,
        capital: float = math.inf,
    ) -> float:
        """Return what a firm can make of its labour and its capital (eq. 8).

        Parameters
        ----------
        management_labour, human_labour
            Skill-adjusted l_M and l_H.
        quality
            Effective AI quality ᾱ.
        capital
            One unit of it is needed for each unit of output.

        Returns
        -------
        float
            Output; a kind of labour that the technology does not need never binds.

        Examples
        --------
        >>> from jobdesign import Technology
        >>> firm = Technology(management_requirement=2, human_requirement=4)
        >>> firm.output(6, 8, quality=0.5), firm.output(6, 8, quality=0.5, capital=1)
        (1.5, 1.0)
        """
        _check_quality(quality)
        management_labour = finite_number("management_labour", management_labour, 0)
        human_labour = finite_number("human_labour", human_labour, 0)
        made = [float(capital)]
        if self.management_requirement > 0:
            made.append(quality * management_labour / self.management_requirement)
        if self.human_requirement > 0:
            made.append(human_labour / self.human_requirement)
        return min(made)

    def labour(self, output: float, quality: float) -> tuple[float, float]:
        """Return l_M and l_H, the least labour that makes an output (eq. 12).

        Examples
        --------
        >>> from jobdesign import Technology
        >>> Technology(management_requirement=2, human_requirement=4).labour(1.5, quality=0.5)
        (6.0, 6.0)
        """
        _check_quality(quality)
        output = finite_number("output", output, 0)
        return output * self.management_requirement / quality, output * self.human_requirement

    def unit_cost(self, quality: float) -> float:
        """Return the wage bill of one unit of output, w_M τ_M/ᾱ + w_H τ_H."""
        _check_quality(quality)
        management = self.management_wage * self.management_requirement / quality
        return management + self.human_wage * self.human_requirement

    def threshold(self, price: float = 1.0) -> float:
        """Return u, the quality from which on a firm makes no loss (eq. 14).

        Parameters
        ----------
        price
            Of one unit of output, in the money of the wages; 1 in the paper.

        Returns
        -------
        float
            w_M τ_M / (price − w_H τ_H); infinite where human labour alone costs the
            whole price or more, so that no quality is enough.
        """
        price = finite_number("price", price, 0)
        left = price - self.human_wage * self.human_requirement
        if left <= 0:
            return math.inf
        return self.management_wage * self.management_requirement / left

    def per(self, units: float) -> Technology:
        """Return the technology with output counted in lots of so many units.

        Examples
        --------
        >>> from jobdesign import Technology
        >>> Technology(management_requirement=2, human_requirement=4).per(10).human_requirement
        40.0
        """
        if finite_number("units", units, 0) == 0:
            raise InputError("must be greater than 0", place="units", value=units)
        return replace(
            self,
            management_requirement=self.management_requirement * units,
            human_requirement=self.human_requirement * units,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {key: finite_or_none(getattr(self, key)) for key in self.__dataclass_fields__}


def _check_quality(quality: float) -> None:
    if finite_number("quality", quality, 0) == 0:
        raise InputError(
            "must be greater than 0",
            place="quality",
            value=quality,
            fix="AI that never works needs endless labour",
        )
