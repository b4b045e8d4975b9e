"""The methods: what each is, what it can do, and how to call it.

To add a method, write a module here with a function ``solve(problem, *, horizon,
job_ends, deadline, **options) -> Outcome`` and name it in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, get_args

from jobdesign.errors import MethodError
from jobdesign.methods.outcome import Outcome
from jobdesign.problem import Problem

__all__ = ["METHODS", "Method", "demand", "require", "suited"]

Demand = Literal["plain", "jobs", "all"]
#: Steps up to which enumeration is quicker than loading what `mip` needs.
_FEW_STEPS = 6
_DEMANDS: tuple[Demand, ...] = get_args(Demand)


@dataclass(frozen=True, slots=True)
class Method:
    """One way to solve a problem.

    Parameters
    ----------
    name
        As users write it; also the name of its module.
    summary
        One line on what it is.
    exact
        Whether a finished run proves its design optimal.
    horizons
        ``"long"``, ``"short"`` or both.
    max_steps
        Number of steps up to which it can be asked for; None: any.
    compare_up_to
        Number of steps up to which ``compare`` runs it unasked: those that take
        no more than seconds.
    options
        Names of the options it takes.
    honours
        ``"plain"``: base wages only; ``"jobs"``: also wage rules, AI costs and
        constraints that every job can keep by itself; ``"all"``: also what spans
        jobs, limits on totals and on how many workers of a type there are.
    module
        Its module in this package, where that has another name.
    tells_progress
        Whether it takes a ``progress`` to call.
    """

    name: str
    summary: str
    exact: bool = True
    horizons: tuple[str, ...] = ("long", "short")
    max_steps: int | None = None
    compare_up_to: int | None = None
    options: tuple[str, ...] = ()
    honours: Demand = "plain"
    module: str = ""
    tells_progress: bool = False

    def load(self) -> Callable[..., Outcome]:
        """Import the method and return its ``solve``."""
        solve: Callable[..., Outcome] = import_module(
            f"jobdesign.methods.{self.module or self.name}"
        ).solve
        return solve


def demand(problem: Problem) -> tuple[Demand, str]:
    """Return what a problem demands of a method, and what in it demands most."""
    for constraint in problem.constraints:
        if constraint.spans_jobs:
            return "all", f"constraint {constraint}, which spans jobs"
    if problem.wages.limits_workers:
        return "all", "the number of workers available of a type"
    if problem.constraints:
        return "jobs", f"constraint {problem.constraints[0]}"
    if not problem.wages.is_plain:
        form = "worker_types" if problem.wages.schedule is None else "schedule"
        return "jobs", f"wages: {form}"
    if problem.workflow.ai_cost.any():
        return "jobs", "ai_cost"
    return "plain", ""


def suited(problem: Problem) -> str:
    """Return the method that ``auto`` takes.

    Few enough designs are priced before anything else has even been loaded.
    """
    if demand(problem)[0] != "all":
        return "frontier"
    return "brute_force" if len(problem.workflow) <= _FEW_STEPS else "mip"


def require(name: str, problem: Problem) -> None:
    """Refuse a problem that a method cannot honour.

    Raises
    ------
    MethodError
        Saying what stops it, and which methods can.
    """
    needed, reason = demand(problem)
    if _DEMANDS.index(METHODS[name].honours) < _DEMANDS.index(needed):
        able = [m for m in METHODS.values() if _DEMANDS.index(m.honours) >= _DEMANDS.index(needed)]
        raise MethodError(
            f"cannot honour {reason}",
            place=f"method {name}",
            fix=f"use one of {', '.join(method.name for method in able)}",
        )


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            "brute_force",
            "every design, priced by the evaluator",
            max_steps=10,
            compare_up_to=9,
            honours="all",
        ),
        Method(
            "recursion",
            "Propositions 1, 2 and 3 as written, memoised",
            compare_up_to=12,
            honours="jobs",
        ),
        Method(
            "fptas",
            "Proposition 4's rounding, with the corrected error bound",
            exact=False,
            horizons=("long",),
            compare_up_to=25,
            options=("epsilon",),
        ),
        Method(
            "frontier",
            "exact label-setting on (skill, time)",
            options=("engine",),
            honours="jobs",
        ),
        Method(
            "dag",
            "shortest path over step boundaries in networkx",
            max_steps=400,
            compare_up_to=100,
            honours="jobs",
        ),
        Method(
            "mip",
            "Pyomo and HiGHS choose from the jobs that can matter",
            compare_up_to=300,
            options=("solver_options",),
            honours="all",
            module="mip.columns",
            tells_progress=True,
        ),
        Method(
            "mip_compact",
            "a step-level Pyomo block, solved by HiGHS",
            compare_up_to=12,
            options=("solver_options", "strengthen"),
            honours="all",
            module="mip.compact",
            tells_progress=True,
        ),
    )
}
