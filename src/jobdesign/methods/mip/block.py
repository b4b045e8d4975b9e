"""`JobDesignBlock`: job design as a Pyomo block that a host model can embed.

Steps are done by hand or inside a chain; chains and manual steps form a path
over boundaries, and a job may end where a task ends. Skills and times flow
along the steps of a job and come out where it ends, so that each job's total
skill and time are exact and no row needs a big constant but the bound on what
one job can hold. Wage × time is linear once it is split by task: the wage of
the job is a variable of each of its steps, and its part for each task is 0
unless the task is chosen.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.core.base.block import BlockData, declare_custom_block

from jobdesign.checks import plain
from jobdesign.design import Design, Mode
from jobdesign.errors import InputError, InputWarning
from jobdesign.evaluator import Evaluation, Horizon, evaluate
from jobdesign.methods.given_jobs import given_jobs
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.solved import check_solved
from jobdesign.methods.mip.step_rows import LONGEST
from jobdesign.methods.mip.wage_rows import WageRows
from jobdesign.problem import Problem
from jobdesign.solution import Solution

__all__ = ["JobDesignBlock", "JobDesignBlockData", "extract"]

#: Within what a binary counts as whole; solvers leave 1e-6.
_ROUNDING = 1e-4
#: Within what, relative, a port is that of a design.
_PORT_TOLERANCE = 1e-5

if TYPE_CHECKING:  # the decorator below makes it
    JobDesignBlock: Any


@declare_custom_block(name="JobDesignBlock")
class JobDesignBlockData(BlockData):
    """Job design inside a host model.

    `build` fills the block from a problem. There is no objective inside: the host
    prices or limits the ports.

    Attributes
    ----------
    manual, augmented, automated, handoff
        Binary, by step name: how the step is done, and whether a job ends after it.
    cost
        Wage bills with AI costs, at least; exact where the host minimises it.
    total_time, jobs, human_time, ai_management_time
        Time of all jobs with hand-offs; number of jobs; time of the steps done by
        hand; time of the chains.
    workers, worker_time
        By worker type, where the problem has them: number of jobs filled, and time.

    Examples
    --------
    >>> import jobdesign as jd, pyomo.environ as pyo
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> model = pyo.ConcreteModel()
    >>> model.work = jd.JobDesignBlock()
    >>> model.work.build(problem)
    >>> model.total = pyo.Objective(expr=model.work.cost + 2 * model.work.jobs)
    >>> jd.solve_model(model).status
    'optimal'
    >>> jd.extract(model.work).cost
    18.0
    """

    def build(
        self,
        problem: Problem,
        *,
        job_ends: Sequence[int | str] | npt.NDArray[np.int64] | None = None,
        most_cost: float = math.inf,
        jobs: Jobs | None = None,
        longest: float = LONGEST,
    ) -> None:
        """Fill the block.

        Parameters
        ----------
        problem
            What is given, with its side constraints.
        job_ends
            Last steps of the given jobs, by position (from 0) or name, as in
            `jobdesign.solve`: the short run.
        most_cost
            Designs that cost more are of no interest: leaves out dear chains.
        jobs
            Only tasks and hand-offs of these jobs are of interest.
        longest
            Chains that take longer than this times any step alone, or whose AI costs
            are larger than this times a wage bill, are left out, and
            `leaves_chains_out` says so: such chains are good for nothing, as a rule,
            and spoil the accuracy of every row.

        Raises
        ------
        InputError
            Where an argument is wrong, or the block is built already.
        """
        if not self.parent_component().is_constructed():
            raise InputError(
                "stands in no model yet",
                place=f"block {self.name}",
                fix="write model.work = jobdesign.JobDesignBlock() first, in a ConcreteModel",
            )
        if _is_built(self):
            raise InputError(
                "is built already", place=f"block {self.name}", fix="make another block"
            )
        if not isinstance(problem, Problem):
            raise InputError("must be a Problem", place="problem", value=problem)
        _check_number("most_cost", most_cost)
        _check_number("longest", longest)
        if jobs is not None and not isinstance(jobs, Jobs):
            raise InputError("must be Jobs", place="jobs", value=jobs)
        ends = None if job_ends is None else given_jobs(problem, "short", job_ends)
        # Pyomo gives every plain attribute a home; these are for `extract`
        self.problem = problem
        self.horizon: Horizon = "long" if ends is None else "short"
        builder = WageRows(self, problem, ends, most_cost, jobs, longest)
        builder.build()
        #: whether chains were left out for no other reason than how long they take
        self.leaves_chains_out = builder.leaves_chains_out
        #: whether chains take so long that floating-point rows cannot tell other tasks apart
        self.is_inaccurate = builder.is_inaccurate
        #: whether the numbers are near enough to each other to trust HiGHS alone
        self.is_even = builder.is_even


def _not_one_block(self: Any, *_: Any, **__: Any) -> None:
    raise InputError(
        "is indexed: build its blocks one by one",
        place=f"block {self.name}",
        fix="write model.work[key].build(problem)",
    )


globals()["IndexedJobDesignBlock"].build = _not_one_block  # the decorator made it too


def _is_built(block: JobDesignBlockData) -> bool:
    return hasattr(block, "problem")


def _check_number(place: str, value: object) -> None:
    """Refuse what is no number; endless is one."""
    number = plain(value)
    if not isinstance(number, (int, float)) or isinstance(number, bool) or not number >= 0:
        raise InputError("must be a number ≥ 0", place=place, value=value)


def extract(block: JobDesignBlockData) -> Solution:
    """Return the evaluated design of a block whose host model has been solved.

    The binaries are rounded, the design rebuilt, priced and checked by the
    evaluator. The status is ``"feasible"``: what is optimal is the host's to say.

    Raises
    ------
    InputError
        Where the variables have no values yet, or those of an earlier solve than the
        host's last, or do not say a design: binaries that are relaxed.

    Warns
    -----
    InputWarning
        Where the host has changed since `solve_model` solved it, the ports are not those
        of the design, or the design breaks a constraint of the problem.
    """
    given: Any = block
    if not isinstance(given, JobDesignBlockData):
        rule, fix = "must be a JobDesignBlock", "give the block that was built in the host model"
        if isinstance(given, pyo.Block) and not isinstance(given, BlockData):
            rule, fix = "must be one block of an indexed block", "give one by its key"
        raise InputError(rule, place="block", value=given, fix=fix)
    if not _is_built(block):
        raise InputError(
            "is not built yet", place=f"block {block.name}", fix="call its build(problem) first"
        )
    design = design_of(block)
    doubt = check_solved(block)
    priced = evaluate(block.problem, design, block.horizon)
    for told in (doubt, _differing_port(block, priced), *priced.violations):
        if told:
            warnings.warn(f"block {block.name}: {told}", InputWarning, stacklevel=2)
    return Solution(
        block.problem, "feasible", design, priced, 0.0, "JobDesignBlock", block.horizon, 0.0
    )


def _differing_port(block: JobDesignBlockData, priced: Evaluation) -> str:
    """Say which port is not that of the design, where one is not."""
    totals = {"jobs": float(len(priced.job_time)), "total_time": float(priced.job_time.sum())}
    for name, total in (totals | {"cost": priced.cost}).items():
        value = getattr(block, name).value
        if value is None or not math.isfinite(total):
            continue
        slack = _PORT_TOLERANCE * max(1.0, abs(total))
        # cost is bounded from below only
        if total - value > slack or (name in totals and value - total > slack):
            return f"its {name} is {value:.10g}, that of its design {total:.10g}"
    return ""


def design_of(block: JobDesignBlockData) -> Design:
    """Return the design that the binaries of a solved block say."""
    values = {}
    for port in (block.manual, block.augmented, block.automated, block.handoff):
        found = [port[name].value for name in block.problem.workflow.names]
        if None in found:
            raise InputError("has no solution yet", place="block", fix="solve the host model first")
        values[port.local_name] = np.array(found, dtype=np.float64)
        away = np.abs(values[port.local_name] - np.round(values[port.local_name]))
        if away.max() > _ROUNDING:
            name = block.problem.workflow.names[int(away.argmax())]
            raise InputError(
                "is no whole number, so its values say no design",
                place=port[name].name,
                value=float(port[name].value),
                fix="solve the host with its binaries whole, not relaxed",
            )
    augmented, automated = values["augmented"] > 0.5, values["automated"] > 0.5
    modes = np.where(automated, Mode.AUTOMATED, np.where(augmented, Mode.AUGMENTED, Mode.MANUAL))
    return Design(modes.astype(np.int8), np.flatnonzero(values["handoff"] > 0.5))
