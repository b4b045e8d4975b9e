"""Fourier series of a waiting time's distribution, without its kinks."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from jobdesign.queueing.moment_series import MomentSeries
from jobdesign.queueing.service_times.scaled import Scaled
from jobdesign.queueing.waiting import Queue
from jobdesign.workflow import Array

__all__ = ["Inversion"]

#: The series' period over its horizon, and the exponent by which it is damped over a
#: period: what folds back is e^-34 = 2e-15, and rounding grows by e^(34/8) = 70.
_PERIODS, _DAMPING = 8.0, 34.0
#: Terms of the expansion that is split off, fewer where there are many atoms.
_ORDERS, _MOST_SHIFTS = 6, 2000
#: Sums of shifts that are formed to see how many differ: what a power needs in memory.
_MOST_SUMS = 2**21
#: Length of the first Fourier series, and of the last.
_SHORTEST, _LONGEST = 2**13, 2**18
#: A series is long enough when doubling it changes probabilities by less.
_CLOSE = 2e-14
#: The same two where speed comes before digits.
_SHORTEST_IF_QUICK, _CLOSE_IF_QUICK = 2**9, 1e-9
#: The least where atoms are too many to split off more than a few orders of their kinks.
_CLOSE_WITH_MANY_ATOMS, _FEW_ORDERS = 1e-8, 3
#: Numbers held at once.
_BLOCK = 2**20


class Inversion:
    """P(W ≤ t) and its density for times up to a horizon.

    With A the part of B* that comes from atoms, at times d with weights a, and
    any β > 0,

        W*(s)/s ≈ (1-ρ) Σ_k (β + λ - λ A(s))^k / (s + β)^(k+1),  k = 0 … K,

    with an error of order s^(-K-2) from atoms. Powers of A are sums of exponentials, so the
    right side is, in time, a sum of (t - d)^k e^(-β(t-d)) / k! over t > d: all kinks
    of an order up to K. (With β = -λ it is Erlang's series for M/D/1, which
    is exact, and useless by cancellation at long times.) The rest is smooth and is
    inverted by the damped Fourier series of Dubner and Abate (1968), with a filter at the end
    of its spectrum. Its length is doubled until nothing changes.

    Parameters
    ----------
    queue
        Stable, with Poisson arrivals and 0 < ρ.
    horizon
        The longest time.
    quick
        Whether 1e-9 will do, from a short series: a tenth of the time.
    """

    def __init__(self, queue: Queue, horizon: float, *, quick: bool = False) -> None:
        self._rate = queue.arrival_rate
        self._load = queue.utilisation
        self._service = Scaled(queue.service, 1.0 / queue.capacity)
        self._times, self._weights = self._service.atoms
        self._has_atoms_only = bool(self._weights.sum() > 1.0 - 1e-12)
        self._beta = _ORDERS * self._rate
        self._kinks = self._expansion()
        self._expansion_near_0 = MomentSeries(self._service)
        self._step = 2.0 * math.pi / (_PERIODS * horizon)
        self._shift = _DAMPING / (_PERIODS * horizon)
        self._spectrum = np.empty(0, dtype=np.complex128)
        self._tables: dict[int, tuple[Array, Array, npt.NDArray[np.complex128]]] = {}
        self._shortest = _SHORTEST_IF_QUICK if quick else _SHORTEST
        self._close = _CLOSE_IF_QUICK if quick else _CLOSE
        if len(self._kinks) <= _FEW_ORDERS:
            self._close = max(self._close, _CLOSE_WITH_MANY_ATOMS)

    def at(self, times: Array, *, smooth: bool) -> tuple[Array, Array, Array]:
        """Return distribution function, density, and by how much probabilities changed last.

        Where `smooth` the density may be less accurate, which is not looked at then.
        """
        cdf, density = self._split_off(times)
        error = np.full(len(times), np.inf)
        rest = np.zeros((len(times), 2))
        length, unsettled = self._shortest, np.arange(len(times))
        while len(unsettled) and length <= _LONGEST:
            rest[unsettled], half = self._series(times[unsettled], length)
            change = np.abs(rest[unsettled] - half)
            by_density = np.zeros(len(change)) if smooth else change[:, 1] / self._rate
            error[unsettled] = np.maximum(change[:, 0], by_density)
            unsettled = unsettled[error[unsettled] > self._close]
            length *= 2
        cdf, density = cdf + rest[:, 0], density + rest[:, 1]
        return np.clip(cdf, 0.0, 1.0), np.maximum(density, 0.0), error

    def _expansion(self) -> list[tuple[Array, Array]]:
        """Return shifts and coefficients of (β + λ - λ A)^k, for each order k."""
        shifts = np.concatenate([[0.0], self._times])
        factors = np.concatenate([[self._beta + self._rate], -self._rate * self._weights])
        powers: list[tuple[Array, Array]] = [(np.zeros(1), np.ones(1))]
        grain = self._service.mean * 1e-12  # shifts that differ by rounding are one
        for _ in range(_ORDERS):
            if len(powers[-1][0]) * len(shifts) > _MOST_SUMS:
                break
            sums = np.add.outer(powers[-1][0], shifts).ravel()
            products = np.multiply.outer(powers[-1][1], factors).ravel()
            _, first, place = np.unique(
                np.round(sums / grain), return_index=True, return_inverse=True
            )
            if len(first) > _MOST_SHIFTS and len(powers) > 1:
                break
            totals: Array = np.bincount(place, products).astype(np.float64)
            powers.append((sums[first], totals))
        return powers

    def _split_off(self, times: Array) -> tuple[Array, Array]:
        """Return the kinks' distribution function and density at each time."""
        cdf, density = np.zeros((2, len(times)))
        for k, (shifts, factors) in enumerate(self._kinks):
            rows = max(1, _BLOCK // len(shifts))
            for start in range(0, len(times), rows):
                block = slice(start, start + rows)
                since = np.subtract.outer(times[block], shifts)
                started = since >= 0.0
                since[~started] = 0.0
                fading = np.where(started, np.exp(-self._beta * since), 0.0)
                this = since**k / math.factorial(k)
                before = since ** (k - 1) / math.factorial(k - 1) if k else 0.0
                cdf[block] += (this * fading) @ factors
                density[block] += ((before - self._beta * this) * fading) @ factors
        return (1.0 - self._load) * cdf, (1.0 - self._load) * density

    def _transform(self, s: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
        """Return the transform of what is left of the distribution function.

        With q = (β + λ - λ B*) / (s + β) it is (1-ρ) / (s + β) times 1 / (1 - q), less the
        powers of the same q for A. What cancels for large s is left out by hand.
        """
        faded = 1.0 / (s + self._beta)
        jumps = self._transform_of_atoms(s)
        whole = jumps if self._has_atoms_only else self._service.transform(s)
        ratio = (self._beta + self._rate - self._rate * whole) * faded
        ratio_of_jumps = (self._beta + self._rate - self._rate * jumps) * faded
        difference = self._rate * (jumps - whole) * faded
        power, power_of_jumps = np.ones_like(s), np.ones_like(s)
        between, rest = np.zeros_like(s), np.zeros_like(s)
        for _ in self._kinks[1:]:
            between = ratio * between + difference * power_of_jumps
            rest += between
            power, power_of_jumps = power * ratio, power_of_jumps * ratio_of_jumps
        rest += power * ratio / (self._denominator(s, whole) * faded)
        return np.asarray((1.0 - self._load) * faded * rest)

    def _denominator(
        self, s: npt.NDArray[np.complex128], whole: npt.NDArray[np.complex128]
    ) -> npt.NDArray[np.complex128]:
        """Return s - λ + λ B*(s), near 0 from moments.

        It is as small as (1-ρ)² where a queue close to its capacity needs it, of which
        the difference of numbers near λ would leave no digit.
        """
        result = s - self._rate + self._rate * whole
        near = np.abs(s) < self._expansion_near_0.radius
        if near.any():
            excess = self._expansion_near_0.excess(s[near])
            result[near] = (1.0 - self._load) * s[near] + self._rate * excess
        return np.asarray(result)

    def _transform_of_atoms(self, s: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
        """Return A(s) at evenly spaced points: few exponentials, and a product of matrices."""
        result = np.zeros_like(s)
        if not len(self._times):
            return result
        width = math.isqrt(len(s) - 1) + 1
        offsets = s[:width] - s[0]
        for start in range(0, len(self._times), _BLOCK // width):
            block = slice(start, start + _BLOCK // width)
            times, weights = self._times[block], self._weights[block]
            coarse = np.exp(-np.multiply.outer(s[::width], times)) * weights
            fine = np.exp(-np.multiply.outer(times, offsets))
            result += (coarse @ fine).ravel()[: len(s)]
        return result

    def _series(self, times: Array, length: int) -> tuple[Array, Array]:
        """Return the rest of the distribution function and density, by all and half the terms."""
        coarse, fine, table = self._series_table(length)
        result = np.empty((len(times), 4))
        rows = max(1, _BLOCK // (4 * len(coarse)))
        for start in range(0, len(times), rows):
            block = times[start : start + rows]
            # e^(iωt) of every frequency ω is a product of one of few by another of few
            slow = np.exp(1j * self._step * np.multiply.outer(block, coarse))
            quick = np.exp(1j * self._step * np.multiply.outer(block, fine))
            sums = (quick @ table).reshape(len(block), 4, len(coarse))
            grown = np.exp(self._shift * block) * self._step / math.pi
            result[start : start + rows] = np.einsum("tcj,tj->tc", sums, slow).real * grown[:, None]
        return result[:, :2], result[:, 2:]

    def _series_table(self, length: int) -> tuple[Array, Array, npt.NDArray[np.complex128]]:
        """Return coarse and fine frequencies, and the coefficients of their sums.

        Of function and density, filtered at the end of the spectrum and at half of it.
        """
        if length in self._tables:
            return self._tables[length]
        known = len(self._spectrum)
        if length > known:
            more = np.empty(length - known, dtype=np.complex128)
            more.real, more.imag = self._shift, self._step * np.arange(known, length)
            self._spectrum = np.concatenate([self._spectrum, self._transform(more)])
        terms = np.arange(length)
        kept = self._spectrum[:length].copy()
        kept[0] /= 2.0
        slopes = kept * (self._shift + 1j * self._step * terms)
        whole, half = (np.exp(-36.0 * (terms / n) ** 16.0) for n in (length, length // 2))
        columns = np.stack([kept * whole, slopes * whole, kept * half, slopes * half])
        width = 2 ** (length.bit_length() // 2)
        fine, coarse = terms[:width].astype(np.float64), terms[::width].astype(np.float64)
        table = np.ascontiguousarray(columns.reshape(-1, width).T)
        self._tables[length] = coarse, fine, table
        return self._tables[length]
