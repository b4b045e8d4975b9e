"""Where simulated times come from: compiled tables, or a service time's own `sample`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.service_times.assisted import AssistedTime
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.deterministic import Deterministic
from jobdesign.queueing.service_times.empirical import Empirical
from jobdesign.queueing.service_times.exponential import Exponential
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
from jobdesign.queueing.service_times.lognormal import Lognormal
from jobdesign.queueing.service_times.mixture import Mixture
from jobdesign.queueing.service_times.scaled import Scaled
from jobdesign.queueing.simulation.kernel import fill
from jobdesign.queueing.simulation.kernel.times import (
    CONSTANT,
    EMPIRICAL,
    EXPONENTIAL,
    GAMMA,
    LOGNORMAL,
)
from jobdesign.workflow import Array

__all__ = ["Component", "Source", "components", "generator_words", "source_of"]


class Source(Protocol):
    """An endless row of independent times."""

    def fill(self, out: Array) -> None:
        """Write the next times into an array."""


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a mixture: with probability `weight`, shift + scale × a number of the kind."""

    weight: float
    kind: int
    shift: float = 0.0
    scale: float = 1.0
    shape: float = 0.0
    values: Array | None = None

    def placed(self, weight: float, shift: float = 0.0, scale: float = 1.0) -> Component:
        """Return it as part of a part: scaled, then shifted."""
        return Component(
            weight * self.weight,
            self.kind,
            shift + scale * self.shift,
            scale * self.scale,
            self.shape,
            self.values,
        )


def components(service: ServiceTime) -> list[Component] | None:
    """Return a service time as a flat mixture, or None where it is of no known kind.

    All known kinds are closed under it: the assisted time r + M R is r alone or r plus
    a part of R.
    """
    kind = type(service)  # a subclass may sample otherwise
    found: list[Component] | None = None
    if kind is Deterministic:
        found = [Component(1.0, CONSTANT, shift=service.mean)]
    elif kind is Exponential:
        found = [Component(1.0, EXPONENTIAL, scale=service.mean)]
    elif isinstance(service, Gamma) and kind is Gamma:
        found = [Component(1.0, GAMMA, scale=service.scale, shape=service.shape)]
    elif isinstance(service, Lognormal) and kind is Lognormal:
        scale = math.exp(service.log_mean)
        found = [Component(1.0, LOGNORMAL, scale=scale, shape=service.log_deviation)]
    elif isinstance(service, Hyperexponential) and kind is Hyperexponential:
        pairs = zip(service.weights, service.means, strict=True)
        found = [Component(weight, EXPONENTIAL, scale=mean) for weight, mean in pairs]
    elif isinstance(service, Empirical) and kind is Empirical:
        found = [Component(1.0, EMPIRICAL, values=np.asarray(service.values))]
    elif isinstance(service, Mixture) and kind is Mixture:
        found = _joined(
            [(w, p, 0.0, 1.0) for w, p in zip(service.weights, service.parts, strict=True)]
        )
    elif isinstance(service, Scaled) and kind is Scaled:
        found = _joined([(1.0, service.time, 0.0, service.factor)])
    elif isinstance(service, AssistedTime) and kind is AssistedTime:
        review, error = service.review_time, service.error_probability
        found = _joined([(error, service.rework, review, 1.0)])
        if found is not None and error < 1.0:
            found.insert(0, Component(1.0 - error, CONSTANT, shift=review))
    return found


def _joined(parts: list[tuple[float, ServiceTime, float, float]]) -> list[Component] | None:
    """Return the components of a mixture of (weight, part, shift, scale)."""
    found: list[Component] = []
    for weight, part, shift, scale in parts:
        if weight > 0.0:
            inner = components(part)
            if inner is None:
                return None
            found += [component.placed(weight, shift, scale) for component in inner]
    return found


def source_of(service: ServiceTime, seed: np.random.SeedSequence) -> Source:
    """Return a source of independent times of this distribution."""
    parts = components(service)
    if parts is None:
        return _Sampled(service, np.random.default_rng(seed))
    return _Compiled(parts, seed)


def generator_words(seed: np.random.SeedSequence) -> npt.NDArray[np.uint64]:
    """Return the state of a compiled generator."""
    return seed.generate_state(4, np.uint64).astype(np.uint64)


class _Sampled:
    """Times by `ServiceTime.sample`, for kinds that have no compiled form."""

    def __init__(self, service: ServiceTime, generator: np.random.Generator) -> None:
        self._service, self._generator = service, generator

    def fill(self, out: Array) -> None:
        """Write the next times into an array."""
        out[:] = self._service.sample(self._generator, len(out))


class _Compiled:
    """Times by the compiled tables."""

    def __init__(self, parts: list[Component], seed: np.random.SeedSequence) -> None:
        pools = [np.empty(0) if part.values is None else part.values for part in parts]
        counts = np.array([len(pool) for pool in pools], np.int64)
        self._table = (
            np.array([part.kind for part in parts], np.int64),
            np.array([part.shift for part in parts]),
            np.array([part.scale for part in parts]),
            np.array([part.shape for part in parts]),
            np.cumsum(counts) - counts,
            counts,
            np.concatenate([*pools, np.empty(0)]),
            *alias_table([part.weight for part in parts]),
        )
        self._words = generator_words(seed)

    def fill(self, out: Array) -> None:
        """Write the next times into an array."""
        fill(*self._table, self._words, out)


def alias_table(weights: list[float]) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return how likely each entry is kept when drawn evenly, and what is taken otherwise.

    Walker's method, as Vose (1991) builds it: one uniform number draws from any number
    of weights.
    """
    count = len(weights)
    keep = np.asarray(weights, dtype=np.float64) * (count / math.fsum(weights))
    other = np.arange(count, dtype=np.int64)
    small = [i for i in range(count) if keep[i] < 1.0]
    large = [i for i in range(count) if keep[i] >= 1.0]
    while small and large:
        low, high = small.pop(), large[-1]
        other[low] = high
        keep[high] -= 1.0 - keep[low]
        if keep[high] < 1.0:
            small.append(large.pop())
    keep[small + large] = 1.0  # what rounding left over
    return keep, other
