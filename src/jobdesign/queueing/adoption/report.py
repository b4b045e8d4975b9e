"""Everything that two routes say about adopting AI, together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobdesign.arguments import takes
from jobdesign.queueing.adoption.critical_rates import CriticalRate, critical_arrival_rate
from jobdesign.queueing.adoption.routes import Routes
from jobdesign.queueing.adoption.shares import BestShare, best_share
from jobdesign.queueing.adoption.stability import (
    AttentionAccount,
    StabilisingShare,
    stabilising_share,
)
from jobdesign.queueing.adoption.wedge import VarianceWedge, variance_wedge
from jobdesign.queueing.service_times.assisted import AssistedTime

__all__ = ["AdoptionReport", "adoption_report"]


@dataclass(frozen=True, slots=True, eq=False)
class AdoptionReport:
    """The results of section 2 of the paper for two routes.

    Attributes
    ----------
    name
        Of the queue.
    routes
        What is given.
    wedge
        Eqs. (4) and (5).
    best
        Eq. (6).
    critical
        Eq. (7); None where one route is better at every rate.
    stabilising
        Eq. (10).
    account
        Eq. (11); None where the AI's route is not given as review and rework.
    time_unit
        For the report.
    """

    name: str
    routes: Routes
    wedge: VarianceWedge
    best: BestShare
    critical: CriticalRate | None
    stabilising: StabilisingShare
    account: AttentionAccount | None
    time_unit: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        account = None
        if self.account is not None:
            keys = ("review", "expected_rework", "assisted", "manual", "saving", "is_relief")
            account = {key: getattr(self.account, key) for key in keys}
        return {
            "name": self.name,
            "arrival_rate": self.routes.arrival_rate,
            "formula": self.routes.formula.to_dict(),
            "wedge": self.wedge.to_dict(),
            "best_share": self.best.to_dict(),
            "critical_rate": None if self.critical is None else self.critical.to_dict(),
            "stabilising_share": self.stabilising.to_dict(),
            "account": account,
        }

    def __str__(self) -> str:
        from jobdesign.tables.adoption import adoption_text

        return adoption_text(self)


@takes(routes=Routes)
def adoption_report(routes: Routes, *, name: str = "", time_unit: str = "") -> AdoptionReport:
    """Compute everything that section 2 of the paper says of two routes.

    Parameters
    ----------
    routes
        What is given.
    name, time_unit
        For the report.

    Examples
    --------
    >>> from jobdesign import read_queue
    >>> from jobdesign.queueing import adoption_report
    >>> report = adoption_report(read_queue("models/queue/figure-2.toml").routes)
    >>> round(report.critical.arrival_rate, 6), report.wedge.in_wedge
    (0.761086, True)
    """
    account = None
    if isinstance(routes.assisted, AssistedTime):
        account = AttentionAccount(
            review=routes.assisted.review_time,
            escape_probability=routes.assisted.error_probability,
            rework=routes.assisted.rework.mean,
            manual=routes.manual.mean,
        )
    return AdoptionReport(
        name,
        routes,
        variance_wedge(routes),
        best_share(routes),
        critical_arrival_rate(routes),
        stabilising_share(routes),
        account,
        time_unit,
    )
