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
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from pyomo.core.base.block import BlockData, declare_custom_block

from jobdesign.design import Design, Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.step_rows import LONGEST
from jobdesign.methods.mip.wage_rows import WageRows
from jobdesign.problem import Problem
from jobdesign.solution import Solution

__all__ = ["JobDesignBlock", "JobDesignBlockData", "extract"]

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
        job_ends: npt.NDArray[np.int64] | None = None,
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
            Last steps of the given jobs, by position: the short run.
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
            Where the problem is not a `Problem`.
        """
        if not isinstance(problem, Problem):
            raise InputError("must be a Problem", place="problem", value=problem)
        # Pyomo gives every plain attribute a home; these are for `extract`
        self.problem = problem
        self.horizon: Horizon = "long" if job_ends is None else "short"
        builder = WageRows(self, problem, job_ends, most_cost, jobs, longest)
        builder.build()
        #: whether chains were left out for no other reason than how long they take
        self.leaves_chains_out = builder.leaves_chains_out
        #: whether chains take so long that floating-point rows cannot tell other tasks apart
        self.is_inaccurate = builder.is_inaccurate
        #: whether the numbers are near enough to each other to trust HiGHS alone
        self.is_even = builder.is_even


def extract(block: JobDesignBlockData) -> Solution:
    """Return the evaluated design of a block whose host model has been solved.

    The binaries are rounded, the design rebuilt, priced and checked by the
    evaluator. The status is ``"feasible"``: what is optimal is the host's to say.

    Raises
    ------
    InputError
        Where the variables have no values yet, or do not say a design.
    """
    design = design_of(block)
    priced = evaluate(block.problem, design, block.horizon)
    return Solution(
        block.problem, "feasible", design, priced, 0.0, "JobDesignBlock", block.horizon, 0.0
    )


def design_of(block: JobDesignBlockData) -> Design:
    """Return the design that the binaries of a solved block say."""
    names = block.problem.workflow.names
    values = [[port[name].value for name in names] for port in (block.augmented, block.automated)]
    ends = [block.handoff[name].value for name in names]
    if any(value is None for value in [*values[0], *values[1], *ends]):
        raise InputError("has no solution yet", place="block", fix="solve the host model first")
    augmented, automated = (np.array(row) > 0.5 for row in values)
    modes = np.where(automated, Mode.AUTOMATED, np.where(augmented, Mode.AUGMENTED, Mode.MANUAL))
    return Design(modes.astype(np.int8), np.flatnonzero(np.array(ends) > 0.5))
