"""The distribution of the times that were observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.queueing.service_times.base import Atoms, ServiceTime
from jobdesign.queueing.service_times.checks import checked_order
from jobdesign.workflow import Array

__all__ = ["Empirical"]

#: Complex numbers held at once while the transform is computed.
_BLOCK = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Empirical(ServiceTime):
    """Each of the observed times, equally likely.

    Parameters
    ----------
    values
        Observed times, at least one, each at least 0. Kept as a read-only array.

    Raises
    ------
    InputError
        Where there are none, or one is negative, missing or not finite.

    Examples
    --------
    >>> from jobdesign.queueing import Empirical
    >>> time = Empirical([1, 2, 3, 6])
    >>> time.mean, time.second_moment
    (3.0, 12.5)
    """

    values: Sequence[float] | Array

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _read(self.values))

    def __repr__(self) -> str:
        return f"Empirical({len(self.values)} values, mean {self.mean:.6g})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Empirical):
            return NotImplemented
        return bool(np.array_equal(self.values, other.values))

    def __hash__(self) -> int:
        return hash(np.asarray(self.values).tobytes())

    def moment(self, order: int) -> float:
        """Return the mean of the values raised to the order."""
        return float(np.mean(np.asarray(self.values) ** checked_order(order)))

    def transform(self, s: npt.ArrayLike) -> npt.NDArray[np.complex128]:
        """Return the mean of e^(-s value)."""
        points = np.asarray(s, dtype=np.complex128)
        flat = points.ravel()
        times, weights = self.atoms
        result = np.empty_like(flat)
        rows = max(1, _BLOCK // len(times))
        for start in range(0, len(flat), rows):
            block = flat[start : start + rows]
            result[start : start + rows] = np.exp(-np.multiply.outer(block, times)) @ weights
        return result.reshape(points.shape)

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        """Return `size` of the values, drawn with replacement."""
        return generator.choice(np.asarray(self.values), size)

    @property
    def atoms(self) -> Atoms:
        """The different values, and how often each of them was observed."""
        times, counts = np.unique(np.asarray(self.values), return_counts=True)
        return times, counts / counts.sum()


def _read(values: Sequence[float] | Array) -> Array:
    place = "Empirical: values"
    try:
        times = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        for i, value in enumerate(values):
            finite_number(f"{place}[{i}]", value, 0.0)
        raise InputError("must be a list of numbers", place=place, value=values) from None
    if times.ndim != 1 or times.size == 0:
        raise InputError(
            "must be a list of at least one time",
            place=place,
            value=times.shape,
            fix="give the observed times in one list",
        )
    bad = np.flatnonzero(~(np.isfinite(times) & (times >= 0.0)))
    if bad.size:
        first = int(bad[0])
        raise InputError(
            "must be a finite number ≥ 0",
            place=f"{place}[{first}]",
            value=float(times[first]),
            fix="leave out what was not observed",
        )
    times.setflags(write=False)
    return times
