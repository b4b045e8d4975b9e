"""The distribution of AI quality over firms under which an economy is CES (eqs. 13 to 19)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy.typing as npt

from jobdesign.analysis.macro.ces import CES
from jobdesign.analysis.macro.leontief import Technology
from jobdesign.analysis.macro.levhari import Levhari
from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.workflow import Array

__all__ = ["QualityDensity", "Support", "restricted_management_share"]

Support = Literal["restricted", "truncated"]
#: By how much output of (13) may be off because the restriction is met only nearly, relative.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityDensity:
    """Output by effective AI quality, such that firms add up to a CES function (eq. 19).

    Parameters
    ----------
    ces
        The function of the economy.
    technology
        Of every firm.
    support
        Where qualities lie. ``"restricted"``: in (0, 1], for which the parameters
        must satisfy θ_M τ_M^ρ + θ_H τ_H^ρ = 1. ``"truncated"``: in (0, u_max], with
        u_max = τ_M ((1 − θ_H τ_H^ρ)/θ_M)^(−1/ρ), whatever the parameters; it
        exceeds 1, which no success rate does, where their sum is less than 1.

    Raises
    ------
    InputError
        Where the parameters admit no such density; the message gives the numbers.

    Notes
    -----
    φ is a density of output, not of firms: it integrates to `largest_output`. The
    paper integrates from u to 1 without the restriction. Then its (18) fails: see
    the page on the macro section.

    Examples
    --------
    >>> import jobdesign as jd
    >>> density = jd.QualityDensity(
    ...     ces=jd.CES(management_share=0.3, human_share=0.4, rho=-1),
    ...     technology=jd.Technology(management_requirement=0.45, human_requirement=1.2),
    ...     support="restricted")
    >>> density.top, round(float(density.at(0.25)), 12)
    (1.0, 2.222222222222)
    """

    ces: CES
    technology: Technology
    support: Support

    def __post_init__(self) -> None:
        if not isinstance(self.ces, CES):
            raise InputError("must be a CES", place="ces", value=self.ces)
        if not isinstance(self.technology, Technology):
            raise InputError("must be a Technology", place="technology", value=self.technology)
        if self.support not in ("restricted", "truncated"):
            raise InputError(
                'must be "restricted" or "truncated"', place="support", value=self.support
            )
        if self.technology.management_requirement == 0:
            raise InputError(
                "must be greater than 0: without AI labour there is no AI quality",
                place="management_requirement",
                value=0.0,
                fix="choose a design with an AI task that takes labour",
            )
        human = _check_human_term(self.human_term, self.technology)
        away = max(-1.0 / self.ces.rho, 1.0) * abs(self._log_management_term - math.log1p(-human))
        if self.support == "restricted" and away > _TOLERANCE:
            raise InputError(
                "must be 1 for qualities in (0, 1]",
                place="management_share × management_requirement^rho"
                " + human_share × human_requirement^rho",
                value=self.restriction,
                fix=self._fix(),
            )
        shape = self._levhari()
        if not (0 < shape.top < math.inf and abs(shape.log_total) < 700):
            raise InputError(
                "puts the largest output or quality beyond double precision",
                place="rho",
                value=self.ces.rho,
                fix="choose rho further from 0, or other shares",
            )

    @property
    def human_term(self) -> float:
        """θ_H τ_H^ρ; the density needs it below 1."""
        if self.ces.human_share == 0:
            return 0.0
        return _power_term(self.ces.human_share, self.technology.human_requirement, self.ces.rho)

    @property
    def management_term(self) -> float:
        """θ_M τ_M^ρ."""
        return _power_term(
            self.ces.management_share, self.technology.management_requirement, self.ces.rho
        )

    @property
    def restriction(self) -> float:
        """θ_M τ_M^ρ + θ_H τ_H^ρ, which must be 1 for qualities in (0, 1]."""
        return self.management_term + self.human_term

    @property
    def top(self) -> float:
        """Upper end of the support: 1 if restricted, else u_max."""
        return self.shape.top

    @property
    def shape(self) -> Levhari:
        """The density by its power and scales."""
        return self._levhari()

    @property
    def largest_output(self) -> float:
        """Integral over the whole support, ((1 − θ_H τ_H^ρ)/(1 − θ_M − θ_H))^(−1/ρ).

        The paper sets capital to 1 and needs one unit of it for each unit of
        output, which would need this to be at most 1.
        """
        return self.shape.total

    @property
    def mean_quality(self) -> float:
        """Mean quality over the whole support, weighted with output."""
        return self.shape.mean

    @property
    def exceeds_one(self) -> bool:
        """Whether the support reaches qualities above 1, which no success rate does."""
        return self.top > 1.0

    def at(self, quality: npt.ArrayLike) -> Array:
        """Return φ (eq. 19), of any shape; 0 outside the support.

        At the top it is infinite for ρ < −1, finite for ρ = −1, and 0 above; the
        infinity is integrable.
        """
        return self.shape.at(quality)

    def check_threshold(self, threshold: float) -> float:
        """Return a threshold u within the support, 0 < u < top (eq. 14).

        Raises
        ------
        InputError
            Where it is not: then no firm produces, or every firm does at no loss.
        """
        if isinstance(threshold, float) and math.isinf(threshold):
            raise InputError(
                "no quality is enough: human labour alone costs the price of the output",
                place="threshold",
                value=threshold,
                fix="raise the price, or lower the human wage",
            )
        value = finite_number("threshold", threshold)
        if not 0 < value < self.top:
            raise InputError(
                f"must lie in (0, {self.top:.10g}), where the qualities of firms lie",
                place="threshold",
                value=value,
                fix="raise the price, or lower wages" if value > 0 else "",
            )
        return value

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "ces": self.ces.to_dict(),
            "technology": self.technology.to_dict(),
            "support": self.support,
            "restriction": self.restriction,
            "top": self.top,
            "exceeds_one": self.exceeds_one,
            "largest_output": self.largest_output,
            "mean_quality": self.mean_quality,
        }

    @property
    def _log_management_term(self) -> float:
        ces = self.ces
        log_requirement = math.log(self.technology.management_requirement)
        return math.log(ces.management_share) + ces.rho * log_requirement

    def _levhari(self) -> Levhari:
        p = -1.0 / self.ces.rho
        log_free = math.log1p(-self.human_term)
        top = 1.0
        if self.support == "truncated":
            log_top = p * (log_free - self._log_management_term)
            top = math.exp(log_top) if log_top < 700 else math.inf
        return Levhari(p, top, p * (log_free - math.log(self.ces.capital_share)))

    def _fix(self) -> str:
        wanted = _matching_share(self.human_term, self.technology, self.ces.rho)
        if 0 < wanted < 1.0 - self.ces.human_share:
            return f'set management_share to {wanted:.10g}, or support to "truncated"'
        return 'count output in smaller lots, or set support to "truncated"'


@takes(technology=Technology)
def restricted_management_share(technology: Technology, human_share: float, rho: float) -> float:
    """Return the θ_M under which qualities lie in (0, 1], θ_M τ_M^ρ + θ_H τ_H^ρ = 1.

    Parameters
    ----------
    technology
        Of every firm.
    human_share, rho
        θ_H and ρ.

    Raises
    ------
    InputError
        Where there is none between 0 and 1 − θ_H. Both requirements at 1 or more
        leave none: output must be counted in lots small enough.

    Examples
    --------
    >>> import jobdesign as jd
    >>> technology = jd.Technology(management_requirement=0.45, human_requirement=1.2)
    >>> round(jd.restricted_management_share(technology, human_share=0.4, rho=-1), 12)
    0.3
    """
    share = finite_number("human_share", human_share, 0)
    CES(management_share=1e-300, human_share=share, rho=rho)  # checks both
    human = _power_term(share, technology.human_requirement, rho) if share > 0 else 0.0
    _check_human_term(human, technology)
    management = technology.management_requirement
    wanted = _matching_share(human, technology, rho)
    if not 0 < wanted < 1.0 - share:
        raise InputError(
            f"would have to lie in (0, {1.0 - share:.10g}) for qualities in (0, 1]",
            place="management_share",
            value=wanted,
            fix="choose an AI design"
            if management == 0
            else 'count output in lots of another size, or set support to "truncated"',
        )
    return wanted


def _matching_share(human_term: float, technology: Technology, rho: float) -> float:
    """Return the θ_M that meets the restriction, in range or not."""
    if technology.management_requirement == 0:
        return 0.0
    log = math.log1p(-human_term) - rho * math.log(technology.management_requirement)
    return math.exp(log) if log < 700 else math.inf


def _check_human_term(term: float, technology: Technology) -> float:
    """Return θ_H τ_H^ρ, which must leave something to AI management labour."""
    if term >= 1:
        lots = "lower human_share, or count output in larger lots"
        raise InputError(
            "must be less than 1",
            place="human_share × human_requirement^rho",
            value=term,
            fix=lots
            if technology.human_requirement > 0
            else "set human_share to 0, since production takes no human labour",
        )
    return term


def _power_term(share: float, requirement: float, rho: float) -> float:
    """Share × requirement^ρ; infinite where it overflows."""
    if requirement == 0:
        return math.inf
    log = math.log(share) + rho * math.log(requirement)
    return math.exp(log) if log < 700 else math.inf
