"""What came out: the optimal design on every piece of a parameter's range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np

from jobdesign.analysis.reorganisation.jobs import JobFunction
from jobdesign.analysis.reorganisation.parameter import Parameter
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import evaluate
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["Piece", "Thresholds"]

#: How far inside its piece a slope at an end is taken, relative to the piece.
_INSIDE = 1e-9


@dataclass(frozen=True, eq=False)
class Piece:
    """A range of the parameter on which one design is optimal.

    Attributes
    ----------
    low, high
        Ends of the range.
    design
        The design, or None where no design keeps the constraints.
    """

    low: float
    high: float
    design: Design | None
    _parameter: Parameter
    _jobs: tuple[JobFunction, ...]

    def cost(self, value: float) -> float:
        """Return the cost of the design, by the evaluator; infinite without one.

        Parameters
        ----------
        value
            Of the parameter; also outside the piece, where another design is better.
        """
        if self.design is None:
            return math.inf
        return evaluate(self._parameter.problem_at(float(value)), self.design).cost

    def marginal_benefit(self, value: float) -> float:
        """Return −dC/dvalue of the design: what a unit more of the parameter saves.

        Negative where costs rise with the parameter; NaN without a design. At an end
        of the piece it is the slope inside it.
        """
        if self.design is None:
            return math.nan
        value = float(value)
        inside = min(max(value, self.low), self.high)
        inside += _INSIDE * ((self.low + 0.5 * (self.high - self.low)) - inside)
        inner, y = self._parameter.variable(inside), self._parameter.variable(value)
        slope = math.fsum(job.slope(job.piece(inner), y) for job in self._jobs)
        return 0.0 - slope * self._parameter.rate(value)

    def costs(self, values: Array) -> Array:
        """Return the cost at many values inside the piece, increasing; shape (k,).

        In closed form, so that curves are quick; `cost` asks the evaluator.
        """
        if self.design is None:
            return np.full(len(values), np.inf)
        y = self._variables(values)
        total: Array = np.sum([job.costs(y) for job in self._jobs], axis=0)
        return total

    def marginal_benefits(self, values: Array) -> Array:
        """Return −dC/dvalue at many values inside the piece, increasing; shape (k,)."""
        if self.design is None:
            return np.full(len(values), np.nan)
        inside = values + _INSIDE * ((self.low + 0.5 * (self.high - self.low)) - values)
        inner, y = self._variables(inside), self._variables(values)
        slopes: Array = np.sum([job.slopes(y, inner) for job in self._jobs], axis=0)
        return 0.0 - slopes * [self._parameter.rate(value) for value in values.tolist()]

    def _variables(self, values: Array) -> Array:
        return np.array([self._parameter.variable(value) for value in values.tolist()])

    def curve(self, points: int) -> list[tuple[float, float | None, float | None]]:
        """Return (value, cost, marginal benefit) at that many points; None: not finite."""
        values = np.linspace(self.low, self.high, points).tolist()
        return [
            (value, finite_or_none(self._cost(value)), finite_or_none(self._benefit(value)))
            for value in values
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the range, the design, and cost and marginal benefit at both ends."""
        ends: dict[str, Any] = {}
        for name, value in (("low", self.low), ("high", self.high)):
            ends[f"cost_at_{name}"] = finite_or_none(self._cost(value))
            ends[f"marginal_benefit_at_{name}"] = finite_or_none(self._benefit(value))
        tree: dict[str, Any] = {"low": self.low, "high": self.high, "modes": None, "jobs": None}
        if self.design is not None:
            names = self._parameter.step_names
            tree["modes"] = {
                name: str(Mode(mode))
                for name, mode in zip(names, self.design.modes.tolist(), strict=True)
            }
            tree["jobs"] = [
                {"first": names[job.first], "last": names[job.last]} for job in self.design.jobs
            ]
        return tree | ends

    def _cost(self, value: float) -> float:
        """Return the cost, infinite where the problem cannot be written: alpha = 0."""
        try:
            return self.cost(value)
        except InputError:
            limit = math.fsum(job.cost(self._parameter.variable(value)) for job in self._jobs)
            return limit if self._jobs else math.inf

    def _benefit(self, value: float) -> float:
        try:
            return self.marginal_benefit(value)
        except OverflowError:
            return math.inf

    def __repr__(self) -> str:
        return f"Piece({self.low:.10g}, {self.high:.10g}, {self.design!r})"


@dataclass(frozen=True, eq=False)
class Thresholds(Sequence[Piece]):
    """The pieces of a range of a parameter, in increasing order.

    Attributes
    ----------
    parameter
        Its name.
    pieces
        They cover the range, or what of it there was time for.
    tolerance
        Relative to the parameter: pieces inside the range that are shorter are left
        out. What is best at either end of the range is never left out.
    complete
        Whether the whole range was looked at.
    step_names
        Names of the steps.
    """

    parameter: str
    pieces: tuple[Piece, ...]
    tolerance: float
    complete: bool
    step_names: tuple[str, ...] = ()

    @cached_property
    def thresholds(self) -> Array:
        """Values at which the optimal design changes, increasing; shape (pieces − 1,)."""
        return np.array([piece.low for piece in self.pieces[1:]])

    @property
    def certified(self) -> float | None:
        """Relative length from which on no piece is missing; None where the time was up."""
        return self.tolerance if self.complete else None

    def cost(self, value: float) -> float:
        """Return the least cost at a value, by the evaluator; infinite where nothing is possible.

        At a threshold at which the cost jumps it is that of the piece above.
        """
        return self.at(value).cost(value)

    def marginal_benefit(self, value: float) -> float:
        """Return −dC/dvalue of the optimal design; at a threshold that of the piece above."""
        return self.at(value).marginal_benefit(value)

    def curve(self, points: int = 25) -> list[dict[str, Any]]:
        """Return cost and marginal benefit on every piece, both ends included.

        A threshold is there twice, once for each side of its jump.

        Parameters
        ----------
        points
            On each piece; at least 2.

        Returns
        -------
        list of dict
            ``value``, ``piece`` (its position), ``cost`` and ``marginal_benefit``;
            None where they are not finite.

        Examples
        --------
        >>> import jobdesign as jd
        >>> found = jd.thresholds(jd.Problem(jd.Workflow.from_arrays(
        ...     manual_skill=[2], manual_time=[3], ai_skill=[1], ai_time=[1.5],
        ...     ai_difficulty=[1], alpha=0.5)))
        >>> for row in found.curve(2):
        ...     print(f"{row['value']:g}: {row['cost']:.6g}, {row['marginal_benefit']:.6g}")
        0: 6, 0
        0.25: 6, 0
        0.25: 6, 24
        1: 1.5, 1.5
        """
        if points < 2:
            raise InputError("must be at least 2", place="points", value=points)
        return [
            {"value": value, "piece": position, "cost": cost, "marginal_benefit": benefit}
            for position, piece in enumerate(self.pieces)
            for value, cost, benefit in piece.curve(points)
        ]

    def at(self, value: float) -> Piece:
        """Return the piece that holds a value; at a threshold the one above it.

        Raises
        ------
        InputError
            Where the value is outside the range.
        """
        low, high = self.pieces[0].low, self.pieces[-1].high
        if not low <= value <= high:
            raise InputError(
                f"must be in the range looked at, {low:.10g} to {high:.10g}",
                place=self.parameter,
                value=value,
            )
        if value == low:  # where only the end itself is special, its piece has no length
            return self.pieces[0]
        return self.pieces[int(np.searchsorted(self.thresholds, value, side="right"))]

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Piece, ...]: ...
    def __getitem__(self, index: int | slice) -> Piece | tuple[Piece, ...]:
        return self.pieces[index]

    def __len__(self) -> int:
        return len(self.pieces)

    def __iter__(self) -> Iterator[Piece]:
        return iter(self.pieces)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a piece: range, design, cost and marginal benefit at both ends."""
        return [piece.to_dict() for piece in self.pieces]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as the tree of ``jobdesign thresholds --format json``."""
        return {
            "parameter": self.parameter,
            "tolerance": self.tolerance,
            "certified": self.certified,
            "complete": self.complete,
            "thresholds": self.thresholds.tolist(),
            "pieces": self.rows(),
        }

    def __str__(self) -> str:
        from jobdesign.tables.thresholds import thresholds_text

        return thresholds_text(self)

    def __repr__(self) -> str:
        return f"Thresholds({self.parameter!r}, {self.thresholds.tolist()})"
