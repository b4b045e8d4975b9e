"""From a signal to the risk that the draft has an error, π(s)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.checks import probability
from jobdesign.workflow import Array

__all__ = ["LogisticRisk", "TableRisk", "evaluate_risk", "kinks_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticRisk:
    """Risk that rises with the signal, π(s) = low + rise/(1 + e^(-slope (s - centre))).

    Parameters
    ----------
    low
        Risk of the safest draft.
    rise
        From the safest to the riskiest; low + rise is at most 1.
    slope, centre
        Of the rise. The values left out are those of Fig. 5.

    Raises
    ------
    InputError
        Where a risk is not in [0, 1].

    Examples
    --------
    >>> from jobdesign.queueing import LogisticRisk
    >>> float(LogisticRisk()(0.55))
    0.46
    """

    low: float = 0.02
    rise: float = 0.88
    slope: float = 10.0
    centre: float = 0.55

    def __post_init__(self) -> None:
        for name in ("low", "rise"):
            value = probability(f"LogisticRisk: {name}", getattr(self, name))
            object.__setattr__(self, name, value)
        for name in ("slope", "centre"):
            value = finite_number(f"LogisticRisk: {name}", getattr(self, name))
            object.__setattr__(self, name, value)
        probability("LogisticRisk: low + rise", self.low + self.rise)

    def __call__(self, signal: Any) -> Array:
        """Return the risk of signals."""
        half = 0.5 * self.slope * (np.asarray(signal, dtype=np.float64) - self.centre)
        return np.asarray(self.low + 0.5 * self.rise * (1.0 + np.tanh(half)))


@dataclass(frozen=True, slots=True)
class TableRisk:
    """Risk by linear interpolation in a table, constant beyond its ends.

    Parameters
    ----------
    signals
        In increasing order.
    risks
        In [0, 1], as many.

    Raises
    ------
    InputError
        Where the table is none.

    Examples
    --------
    >>> from jobdesign.queueing import TableRisk
    >>> float(TableRisk([0, 1], [0.1, 0.5])(0.25))
    0.2
    """

    signals: Sequence[float]
    risks: Sequence[float]

    def __post_init__(self) -> None:
        signals = tuple(
            finite_number(f"TableRisk: signals[{i}]", value) for i, value in enumerate(self.signals)
        )
        risks = tuple(
            probability(f"TableRisk: risks[{i}]", value) for i, value in enumerate(self.risks)
        )
        if len(signals) != len(risks) or len(signals) < 2:
            raise InputError(
                "must have as many risks as signals, and at least two",
                place="TableRisk",
                value=(len(signals), len(risks)),
                fix="give one risk for each signal",
            )
        if any(b <= a for a, b in pairwise(signals)):
            raise InputError(
                "must increase", place="TableRisk: signals", value=signals, fix="sort the table"
            )
        object.__setattr__(self, "signals", signals)
        object.__setattr__(self, "risks", risks)

    def __call__(self, signal: Any) -> Array:
        """Return the risk of signals."""
        return np.asarray(np.interp(signal, self.signals, self.risks))


def kinks_of(risk_map: Callable[[Array], Array]) -> tuple[float, ...]:
    """Return the signals at which a map is known to have a kink."""
    return tuple(risk_map.signals) if isinstance(risk_map, TableRisk) else ()


def evaluate_risk(risk_map: Callable[[Array], Array], signals: Array) -> Array:
    """Return π at signals.

    Raises
    ------
    InputError
        Where the map does not give one risk in [0, 1] for each.
    """
    with np.errstate(all="ignore"):
        risks = np.asarray(risk_map(signals), dtype=np.float64)
    if risks.shape != signals.shape:
        raise InputError(
            f"must return one risk for each of the {signals.size} signals",
            place="risk_map",
            value=risks.shape,
            fix="write it with numpy, for arrays",
        )
    wrong = ~((risks >= 0.0) & (risks <= 1.0))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            "must be in [0, 1]",
            place=f"risk_map({signals.flat[first]:.6g})",
            value=float(risks.flat[first]),
            fix="it is the probability of an error given the signal",
        )
    return risks
