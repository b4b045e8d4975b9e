"""What came out: a status, a design, and its price by the evaluator."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from jobdesign.conflicts import Conflict
from jobdesign.design import Design, Mode
from jobdesign.evaluator import Evaluation, Horizon
from jobdesign.problem import Problem

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Solution", "Status", "finite_or_none"]

Status = Literal["optimal", "feasible", "infeasible", "time_limit"]


@dataclass(frozen=True, eq=False)
class Solution:
    """The answer to a problem.

    Attributes
    ----------
    problem
        What was asked.
    status
        ``"optimal"``: proved; ``"feasible"``: a design and a bound;
        ``"infeasible"``; ``"time_limit"``: nothing found in time.
    design
        The design, or None.
    evaluation
        Every number of it, by the evaluator; None without a design.
    bound
        A proved lower bound of the optimal cost.
    method, horizon, runtime
        How it was found, for which horizon, in how many seconds.
    interrupted
        Whether Ctrl-C ended the search.
    model
        The Pyomo model that HiGHS solved last, for `mip` and `mip_compact`; its
        ``write("x.lp")`` and ``write("x.mps")`` save it.
    multipliers
        Lagrange multipliers of the limits that span jobs, in the order of
        ``problem.rules.totals`` and then of the worker types that are limited
        (`mip` only).
    explain
        Finds the `conflict`.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0])
    >>> solution = jd.solve(jd.Problem(workflow))
    >>> solution.status, solution.cost, solution.design
    ('optimal', 18.0, Design([1, 2][3]))
    >>> solution.to_dict()["jobs"][0]["wage_bill"]
    14.0
    """

    problem: Problem
    status: Status
    design: Design | None
    evaluation: Evaluation | None
    bound: float
    method: str
    horizon: Horizon
    runtime: float
    interrupted: bool = False
    model: Any = None
    multipliers: tuple[float, ...] = ()
    explain: Callable[[], Conflict] | None = field(default=None, repr=False)

    @cached_property
    def conflict(self) -> Conflict | None:
        """The demands that clash, where the status is ``"infeasible"``; found when first asked."""
        return None if self.explain is None else self.explain()

    @property
    def cost(self) -> float:
        """Cost of the design by the evaluator; infinite without one."""
        return math.inf if self.evaluation is None else self.evaluation.cost

    @property
    def gap(self) -> float:
        """How far the optimum may be below the cost, relative to the cost."""
        if not math.isfinite(self.cost):
            return math.inf
        return 0.0 if self.cost == self.bound else (self.cost - self.bound) / self.cost

    def to_dict(self) -> dict[str, Any]:
        """Return everything as the tree of ``jobdesign solve --format json``.

        Numbers that are not finite are None: JSON has no word for them.
        """
        rows: dict[str, list[dict[str, Any]]] = {"steps": [], "tasks": [], "jobs": []}
        if self.design is not None:
            rows = {
                "steps": [{"name": row["name"], "mode": row["mode"]} for row in self.rows("steps")],
                "tasks": self.rows("tasks"),
                "jobs": self.rows("jobs"),
            }
        return {
            "name": self.problem.name,
            "status": self.status,
            "cost": finite_or_none(self.cost),
            "bound": finite_or_none(self.bound),
            "gap": finite_or_none(self.gap),
            "method": self.method,
            "horizon": self.horizon,
            "runtime": self.runtime,
            **self._explanation(),
        } | rows

    def _explanation(self) -> dict[str, Any]:
        """Return what is added where there is no optimal design to show."""
        added: dict[str, Any] = {}
        if self.conflict is not None:
            added["conflict"] = list(self.conflict.demands)
            added["conflict_is_irreducible"] = self.conflict.irreducible
        if self.interrupted:
            added["interrupted"] = True
        return added

    def rows(self, table: Literal["steps", "tasks", "jobs"]) -> list[dict[str, Any]]:
        """Return one table, a dictionary a row; steps are named by name.

        Raises
        ------
        ValueError
            Where there is no such table, or no design.
        """
        if table not in ("steps", "tasks", "jobs"):
            raise ValueError(f'table = {table!r}: must be "steps", "tasks" or "jobs"')
        if self.design is None or self.evaluation is None:
            raise ValueError(f"status {self.status}: there is no design to tabulate")
        make = {"steps": self._step_rows, "tasks": self._task_rows, "jobs": self._job_rows}[table]
        return make(self.design, self.evaluation)

    def _step_rows(self, design: Design, priced: Evaluation) -> list[dict[str, Any]]:
        return [
            {"name": name, "mode": str(Mode(mode)), "skill": skill, "time": time}
            for name, mode, skill, time in zip(
                self.problem.workflow.names,
                design.modes.tolist(),
                priced.step_skill.tolist(),
                priced.step_time.tolist(),
                strict=True,
            )
        ]

    def _task_rows(self, design: Design, priced: Evaluation) -> list[dict[str, Any]]:
        names = self.problem.workflow.names
        rows = [
            {
                "first": names[first],
                "last": names[last],
                "kind": "ai_chain" if chain else "manual",
                "skill": skill,
                "time": time,
                "success": success,
                "handoff_time": handoff,
            }
            for first, last, chain, skill, time, success, handoff in zip(
                priced.task_first.tolist(),
                priced.task_last.tolist(),
                priced.task_is_chain.tolist(),
                priced.task_skill.tolist(),
                priced.task_time.tolist(),
                priced.task_success.tolist(),
                priced.task_handoff_time.tolist(),
                strict=True,
            )
        ]
        if priced.ai_cost:
            for row, cost in zip(rows, priced.task_ai_cost.tolist(), strict=True):
                row["ai_cost"] = cost
        return rows

    def _job_rows(self, design: Design, priced: Evaluation) -> list[dict[str, Any]]:
        names = self.problem.workflow.names
        rows = [
            {
                "first": names[first],
                "last": names[last],
                "tasks": tasks,
                "skill": skill,
                "wage": wage,
                "time": time,
                "handoff_time": handoff,
                "wage_bill": bill,
            }
            for first, last, tasks, skill, wage, time, handoff, bill in zip(
                priced.job_first.tolist(),
                priced.job_last.tolist(),
                priced.job_tasks.tolist(),
                priced.job_skill.tolist(),
                priced.job_wage.tolist(),
                priced.job_task_time.tolist(),
                priced.job_handoff_time.tolist(),
                priced.job_wage_bill.tolist(),
                strict=True,
            )
        ]
        kinds = self.problem.wages.worker_types
        if kinds is not None and priced.job_worker_type is not None:
            for row, kind in zip(rows, priced.job_worker_type.tolist(), strict=True):
                row["worker_type"] = kinds[kind].name if kind >= 0 else None
        return rows

    def to_frame(self, table: Literal["steps", "tasks", "jobs"] = "jobs") -> pd.DataFrame:
        """Return one table as a pandas data frame (extra ``data``).

        Raises
        ------
        ValueError
            Where there is no such table, or no design.
        ImportError
            Where pandas is not installed.
        """
        rows = self.rows(table)
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError('to_frame needs pandas; pip install "jobdesign[data]"') from error
        return pd.DataFrame(rows)

    def plot(self, kind: str = "layers", axes: Axes | None = None, **options: Any) -> Axes:
        """Draw a picture of the solution with matplotlib (extra ``plot``).

        Parameters
        ----------
        kind
            ``"layers"``: steps, tasks and jobs; ``"geometry"``: jobs as boxes of time
            and skill; ``"prices"``: what every other decision costs; ``"graph"``: the
            shortest path over jobs; ``"curve"``, ``"benefit"`` and ``"ribbon"``: cost,
            marginal benefit and design over a parameter.
        axes
            Where to draw; a new figure where left out.
        options
            ``view`` of geometry: ``"steps"``, ``"tasks"`` or ``"jobs"``; ``parameter``,
            ``low``, ``high`` of the last three; ``time_limit`` of these and prices.

        Returns
        -------
        Axes
            The axes drawn on; ``axes.figure.savefig("x.png")`` writes the picture.

        Raises
        ------
        InputError
            Where there is no such kind or option, or no design.
        ImportError
            Where matplotlib is not installed.
        """
        from jobdesign.plotting.kinds import draw, find_kind

        find_kind(kind, "problem")
        return draw(kind, self, axes, **options)

    def __str__(self) -> str:
        from jobdesign.tables.solutions import solution_text

        return solution_text(self)

    def __repr__(self) -> str:
        return (
            f"Solution(status={self.status!r}, cost={self.cost:.10g}, "
            f"design={self.design!r}, method={self.method!r})"
        )


def finite_or_none(number: float) -> float | None:
    """Return a number as JSON has it: None where it is not finite."""
    return number if math.isfinite(number) else None
