"""How many tasks arrive when people wait: some stay away, others ask again."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

from jobdesign.errors import InputError
from jobdesign.queueing.service_times.checks import positive_number, probability

__all__ = ["AbandoningDemand", "Demand", "RecontactDemand"]


class Demand(ABC):
    """How many tasks arrive when people wait: subclass it for a curve of one's own.

    A subclass gives `rate` and `slope`; the rate must be monotone in the wait.
    """

    __slots__ = ()

    @property
    def about(self) -> str:
        """What the curve is a model of, and of what not; empty where nothing is to be said."""
        return ""

    @abstractmethod
    def rate(self, wait: float) -> float:
        """Return D(W) ≥ 0, the arrival rate at a mean wait in [0, ∞]."""

    @abstractmethod
    def slope(self, wait: float) -> float:
        """Return D'(W) at a finite wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandoningDemand(Demand):
    """People who are put off by waiting, D(W) = base · e^(-W/patience).

    They stay away when they know the mean wait; whoever comes stays until served. It is no
    model of people who leave the line while they wait (Erlang-A): waits were 81 to 100 %
    longer than in M/M/1+M with a patience of 2 services.

    Parameters
    ----------
    base
        Arrival rate without any wait, greater than 0.
    patience
        Mean wait at which a share 1 - 1/e stays away, greater than 0.
    """

    base: float
    patience: float

    def __post_init__(self) -> None:
        for name in ("base", "patience"):
            value = positive_number(f"AbandoningDemand: {name}", getattr(self, name))
            object.__setattr__(self, name, value)

    @property
    def about(self) -> str:
        """That nobody leaves the line."""
        return "people stay away where waits are long; nobody leaves the line: not Erlang-A"

    def rate(self, wait: float) -> float:
        """Return D(W)."""
        return self.base * math.exp(-wait / self.patience)

    def slope(self, wait: float) -> float:
        """Return D'(W)."""
        return -self.rate(wait) / self.patience


@dataclass(frozen=True, slots=True, kw_only=True)
class RecontactDemand(Demand):
    """People who ask again when they wait, D(W) = base/(1 - probability · (1 - e^(-W/patience))).

    Whoever runs out of patience asks once more with a probability, and that contact waits
    in the same queue and may be repeated in turn.

    Parameters
    ----------
    base
        Arrival rate without any wait, greater than 0.
    probability
        In [0, 1): that one who ran out of patience asks again.
    patience
        Mean patience, exponentially spread, greater than 0.
    """

    base: float
    probability: float
    patience: float

    def __post_init__(self) -> None:
        for name in ("base", "patience"):
            value = positive_number(f"RecontactDemand: {name}", getattr(self, name))
            object.__setattr__(self, name, value)
        again = probability("RecontactDemand: probability", self.probability)
        if again == 1.0:
            raise InputError(
                "must be below 1",
                place="RecontactDemand: probability",
                value=again,
                fix="with 1 every request is repeated for ever",
            )
        object.__setattr__(self, "probability", again)

    def rate(self, wait: float) -> float:
        """Return D(W)."""
        return self.base / (1.0 + self.probability * math.expm1(-wait / self.patience))

    def slope(self, wait: float) -> float:
        """Return D'(W)."""
        rate = self.rate(wait)
        decay = math.exp(-wait / self.patience) / self.patience
        return rate**2 / self.base * self.probability * decay
