"""Errors that escape review: p0, p∞ and κ of eq. (1) by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.calibration.estimates import Estimate, share_estimate
from jobdesign.queueing.calibration.likelihood import Fit, Reviews
from jobdesign.queueing.calibration.tails import FEWEST_IN_THE_TAIL
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

if TYPE_CHECKING:
    from jobdesign.queueing.service_times.residual_error import ResidualError

__all__ = ["EscapeCurve", "fit_escape_curve"]

#: κ is searched between these, over the spread of the review times.
_LEAST, _MOST = 1e-4, 1e3
_GRID, _NEAR_GRID = 31, 9
#: Stands for the logarithm of 0.
_LOWEST = -1e300


@dataclass(frozen=True, slots=True)
class EscapeCurve:
    """p(r) = p∞ + (p0 - p∞) e^(-κr), eq. (1), read from reviews and what escaped them.

    Parameters
    ----------
    initial
        p0: chance that an error escapes without review.
    irreducible
        p∞: chance that remains however long the review. Where it was given, its
        interval is that number.
    skill
        κ: per unit of review time. An interval from 0 means that the log does not
        show that longer reviews catch more; one to infinity that reviews of any
        length caught everything.
    log_likelihood, constant_log_likelihood
        At the maximum, and of the best p that does not depend on r.
    reviews, escapes
        Number of reviews, and of errors that escaped.
    level
        Of the intervals, from the profile likelihood.
    is_identified
        Whether the log tells κ from 0 and from infinity.
    remark
        Why not, or what to keep in mind.
    """

    initial: Estimate
    irreducible: Estimate
    skill: Estimate
    log_likelihood: float
    constant_log_likelihood: float
    reviews: int
    escapes: int
    level: float
    is_identified: bool
    remark: str

    def residual_error(self) -> ResidualError:
        """Return the fitted curve, for `AssistedTime.from_curve`.

        Raises
        ------
        InputError
            Where κ is 0 or infinite: then there is no curve.
        """
        from jobdesign.queueing.service_times.residual_error import ResidualError

        if not 0.0 < self.skill.value < math.inf:
            raise InputError(
                "κ cannot be read from the log",
                place="escape curve: skill",
                value=self.skill.value,
                fix=self.remark,
            )
        return ResidualError(
            initial=self.initial.value,
            irreducible=self.irreducible.value,
            skill=self.skill.value,
        )

    def probability(self, review: npt.ArrayLike) -> Array:
        """Return p(r) at review times r, of their shape."""
        r = np.asarray(review, dtype=np.float64)
        low, high = self.irreducible.value, self.initial.value
        if not math.isfinite(self.skill.value):
            return np.where(r > 0.0, low, high)
        return np.asarray(low + (high - low) * np.exp(-self.skill.value * r))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        estimates = ("initial", "irreducible", "skill")
        numbers = ("log_likelihood", "constant_log_likelihood", "level")
        return (
            {name: getattr(self, name).to_dict() for name in estimates}
            | {name: finite_or_none(getattr(self, name)) for name in numbers}
            | {
                "reviews": self.reviews,
                "escapes": self.escapes,
                "is_identified": self.is_identified,
                "remark": self.remark,
            }
        )


def fit_escape_curve(
    review: npt.ArrayLike,
    escaped: npt.ArrayLike,
    *,
    irreducible: float | None = 0.0,
    level: float = 0.95,
) -> EscapeCurve:
    """Fit eq. (1) to review times and to which errors escaped.

    Parameters
    ----------
    review
        (n,) review times r ≥ 0.
    escaped
        (n,) whether an error escaped.
    irreducible
        p∞ where it is known; None fits it too, which takes many escapes at long
        reviews.
    level
        Of the intervals.

    Returns
    -------
    EscapeCurve
        Where κ cannot be read from the log, `is_identified` is false and `remark`
        says why; then p0 and κ are whatever is most likely, or NaN.

    Raises
    ------
    InputError
        Where the arrays do not fit together, a review time is negative or not
        finite, there is none, or p∞ or the level is out of range.

    Notes
    -----
    An interval holds the values at which the log-likelihood, maximised over the
    other parameters, is within χ²/2 of its maximum, with χ² the quantile of one
    degree of freedom (1.92 at 95 %).

    The fit takes review times as given. A reviewer who looks longer at drafts that
    look riskier, which is what section 2.3 of the paper recommends, makes long
    reviews look useless: κ comes out too small, or 0.

    Examples
    --------
    >>> import numpy as np
    >>> from jobdesign.queueing import fit_escape_curve
    >>> generator = np.random.default_rng(5)
    >>> r = generator.gamma(2.0, 0.25, 5000)
    >>> curve = fit_escape_curve(r, generator.random(5000) < 0.4 * np.exp(-2.0 * r))
    >>> 0.4 in curve.initial, 2.0 in curve.skill, curve.is_identified
    (True, True, True)
    """
    r = np.asarray(review, dtype=np.float64)
    y = np.asarray(escaped, dtype=np.bool_)
    _check(r, y, irreducible, level)
    hits, count = int(y.sum()), len(r)
    half = NormalDist().inv_cdf(0.5 + level / 2.0) ** 2 / 2.0
    data = Reviews(r, y)
    remark = _cannot_be_read(r, hits, count, irreducible)
    if remark:
        return _without_skill(data, irreducible, level, remark)
    search = _Search(data, float(r.std()))
    top = search.over_skill(lambda skill: data.best(skill, irreducible=irreducible))
    least = top.log_likelihood - half
    initial = search.initial_interval(top, irreducible, least)
    skill = search.skill_interval(top, irreducible, least)
    if irreducible is None:
        low = search.irreducible_interval(top, least)
    else:
        low = Estimate(float(irreducible), float(irreducible), float(irreducible))
    return EscapeCurve(
        initial=initial,
        irreducible=low,
        skill=skill,
        log_likelihood=top.log_likelihood,
        constant_log_likelihood=data.constant(),
        reviews=count,
        escapes=hits,
        level=level,
        is_identified=skill.low > 0.0 and math.isfinite(skill.high),
        remark=_remark(skill, hits),
    )


class _Search:
    """Searches over κ, and from the maximum to where the profile has fallen far enough."""

    def __init__(self, data: Reviews, spread: float) -> None:
        self.data = data
        self.least, self.most = math.log(_LEAST / spread), math.log(_MOST / spread)

    def over_skill(self, fit: Callable[[float], Fit], near: float | None = None) -> Fit:
        """Return the best fit over κ, from a grid in log κ and Brent's search about its best."""
        from scipy.optimize import minimize_scalar

        if near is None:
            grid = np.linspace(self.least, self.most, _GRID)
        else:
            centre = math.log(near)
            grid = np.clip(centre + np.linspace(-4.0, 4.0, _NEAR_GRID), self.least, self.most)
        fits = [fit(math.exp(x)) for x in grid]
        i = max(range(len(fits)), key=lambda j: fits[j].log_likelihood)
        found = minimize_scalar(
            lambda x: -max(fit(math.exp(x)).log_likelihood, _LOWEST),
            bounds=(grid[max(i - 1, 0)], grid[min(i + 1, len(grid) - 1)]),
            method="bounded",
            options={"xatol": 1e-5},
        )
        last = fit(math.exp(float(found.x)))
        return max(last, fits[i], key=lambda one: one.log_likelihood)

    def skill_interval(self, top: Fit, irreducible: float | None, least: float) -> Estimate:
        def profile(x: float) -> float:
            return self.data.best(math.exp(x), irreducible=irreducible).log_likelihood

        x = math.log(top.skill)
        low = (
            0.0 if profile(self.least) >= least else math.exp(_edge(profile, x, self.least, least))
        )
        endless = profile(self.most) >= least
        high = math.inf if endless else math.exp(_edge(profile, x, self.most, least))
        # at the ends of the range κ stands for 0 and for infinity
        value = top.skill
        if x <= self.least + 0.1 or top.log_likelihood <= self.data.constant() + 1e-6:
            value = 0.0
        elif x >= self.most - 0.1:
            value = math.inf
        return Estimate(value, min(low, value), high)

    def initial_interval(self, top: Fit, irreducible: float | None, least: float) -> Estimate:
        def profile(initial: float) -> float:
            best = self.over_skill(
                lambda k: self.data.best(k, initial=initial, irreducible=irreducible), top.skill
            )
            return best.log_likelihood

        smallest = 0.0 if irreducible is None else float(irreducible)
        low = _edge(profile, top.initial, smallest, least)
        return Estimate(top.initial, low, _edge(profile, top.initial, 1.0, least))

    def irreducible_interval(self, top: Fit, least: float) -> Estimate:
        def profile(irreducible: float) -> float:
            best = self.over_skill(lambda k: self.data.best(k, irreducible=irreducible), top.skill)
            return best.log_likelihood

        low = _edge(profile, top.irreducible, 0.0, least)
        return Estimate(top.irreducible, low, _edge(profile, top.irreducible, 1.0, least))


def _edge(profile: Callable[[float], float], inside: float, outside: float, least: float) -> float:
    """Return where a profile falls to a level on the way from its maximum to an end."""
    from scipy.optimize import brentq

    def above(x: float) -> float:
        # a likelihood of 0 is only known to be far below
        return max(profile(x) - least, -100.0)

    if inside == outside or above(outside) >= 0.0:
        return outside
    return float(brentq(above, inside, outside, xtol=1e-9, rtol=1e-6))


def _check(r: Array, y: npt.NDArray[np.bool_], irreducible: float | None, level: float) -> None:
    if r.ndim != 1 or r.shape != y.shape or not len(r):
        raise InputError(
            "must be two lists of one length, not empty",
            place="review, escaped",
            value=(r.shape, y.shape),
        )
    bad = ~(np.isfinite(r) & (r >= 0.0))
    if bad.any():
        i = int(np.argmax(bad))
        raise InputError("must be finite and ≥ 0", place=f"review {i + 1}", value=float(r[i]))
    if irreducible is not None and not 0.0 <= finite_number("irreducible", irreducible) < 1.0:
        raise InputError(
            "must be in [0, 1)", place="irreducible", value=irreducible, fix="None estimates it"
        )
    if not 0.0 < finite_number("level", level) < 1.0:
        raise InputError("must be in (0, 1)", place="level", value=level, fix="0.95 is usual")


def _cannot_be_read(r: Array, hits: int, count: int, irreducible: float | None) -> str:
    """Say why nothing can be said about κ before looking, or nothing."""
    if hits == 0:
        return "no error escaped: the log says nothing about κ"
    if hits == count:
        return "every error escaped: the log says nothing about κ"
    if r.min() == r.max():
        return "all reviews are equally long: the log says nothing about κ"
    if irreducible is not None and hits / count <= irreducible:
        return f"the share that escaped, {hits / count:.3g}, is not above the given p∞"
    return ""


def _without_skill(
    data: Reviews, irreducible: float | None, level: float, remark: str
) -> EscapeCurve:
    """Return a p that does not depend on the review time, since nothing else can be said."""
    share = share_estimate(data.hits, data.count, level)
    low = 0.0 if irreducible is None else float(irreducible)
    constant = data.constant()
    return EscapeCurve(
        initial=Estimate(share.value, share.low, 1.0),
        irreducible=Estimate(low, low, share.high if irreducible is None else low),
        skill=Estimate(0.0, 0.0, math.inf),
        log_likelihood=constant,
        constant_log_likelihood=constant,
        reviews=data.count,
        escapes=data.hits,
        level=level,
        is_identified=False,
        remark=remark,
    )


def _remark(skill: Estimate, hits: int) -> str:
    """Say what keeps κ from being read, or what makes it doubtful."""
    if skill.value == 0.0:
        return (
            "longer reviews let no fewer errors escape: perhaps reviewers look longer at what "
            "looks risky, and then κ cannot be read from a log"
        )
    if skill.low == 0.0:
        return "the log does not show that longer reviews catch more errors"
    if not math.isfinite(skill.high):
        return "the log shows no end to how much a longer review catches"
    if hits < FEWEST_IN_THE_TAIL:
        return f"only {hits} errors escaped"
    return ""
