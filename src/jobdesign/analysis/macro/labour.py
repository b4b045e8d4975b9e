"""The labour that a design takes, of two kinds, and the quality of its AI (eqs. 5 to 12)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.macro.leontief import Technology
from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import Evaluation, evaluate
from jobdesign.problem import Problem
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["LabourInputs", "labour_inputs"]


@dataclass(frozen=True, slots=True, eq=False)
class LabourInputs:
    """The labour of a design by kind, for one unit of output.

    Parameters
    ----------
    design
        The design, of n tasks in p jobs.
    task_is_chain
        Whether a task is done with AI, shape (n,).
    task_requirement
        τ_b, shape (n,): the wage of the task's job over the base rate of the task's
        kind of labour, times the time by hand or of one AI attempt.
    task_success
        α^{d_b}, shape (n,): success rate of the whole chain; 1 by hand.
    task_difficulty
        d_b, shape (n,): difficulties of the chain added up, 0 by hand; None where the
        workflow gives success rates.
    handoff_requirement
        τ^S, shape (p,): the wage of the job over the human base rate, times its
        hand-off time; 0 for the last job.
    technology
        τ_M, τ_H and the base wage rates.
    management_labour
        Σ τ_b / α^{d_b} over the AI tasks: l_M for one unit of output.
    quality
        ᾱ, the mean of the success rates of the AI tasks, harmonic and weighted with
        τ_b (eq. 11); None where no AI task takes any labour.
    cost
        Of the design (eq. 3), from the evaluator.
    """

    design: Design
    task_is_chain: npt.NDArray[np.bool_]
    task_requirement: Array
    task_success: Array
    task_difficulty: Array | None
    handoff_requirement: Array
    technology: Technology
    management_labour: float
    quality: float | None
    cost: float

    @property
    def human_labour(self) -> float:
        """l_H for one unit of output, which is τ_H: people do not fail."""
        return self.technology.human_requirement

    @property
    def labour_cost(self) -> float:
        """w_M l_M + w_H l_H for one unit of output; equals `cost` within rounding."""
        wages = self.technology
        management = wages.management_wage * self.management_labour
        return management + wages.human_wage * self.human_labour

    @property
    def handoff_labour(self) -> float:
        """The part of the human labour that hands over."""
        return math.fsum(self.handoff_requirement)

    @property
    def why_no_quality(self) -> str:
        """Why the quality is undefined; empty where it is not."""
        if self.quality is not None:
            return ""
        if self.task_is_chain.any():
            return "its AI tasks take no labour"
        return "no task is done with AI"

    def quality_at(self, alpha: npt.ArrayLike) -> Array:
        """Return ᾱ of the same design at other qualities of the AI (eq. 11).

        Parameters
        ----------
        alpha
            In (0, 1], of any shape.

        Raises
        ------
        InputError
            Where the workflow gives no difficulties, or the quality is undefined.

        Examples
        --------
        >>> import jobdesign as jd
        >>> problem = jd.read_problem("models/paper/example-6.toml")
        >>> inputs = jd.labour_inputs(problem, jd.Design(["automated", "augmented"]))
        >>> inputs.quality_at([0.9, 1.0]).round(12)
        array([0.4782969, 1.       ])
        """
        if self.task_difficulty is None:
            raise InputError(
                "needs ai_difficulty of the steps, not ai_success", place="alpha", value=alpha
            )
        if self.quality is None:
            raise InputError("has no AI quality", place="design", value=str(self.design),
                             fix=self.why_no_quality)  # fmt: skip
        alphas = np.asarray(alpha, dtype=np.float64)
        if not ((alphas > 0) & (alphas <= 1)).all():
            raise InputError("must be in (0, 1]", place="alpha", value=alpha)
        weights = self.task_requirement[self.task_is_chain]
        failures = alphas[..., np.newaxis] ** -self.task_difficulty[self.task_is_chain]
        quality: Array = np.minimum(weights.sum() / (failures @ weights), 1.0)
        return quality

    def alpha_at(self, quality: float) -> float:
        """Return the quality of the AI at which the design has that ᾱ; inverts `quality_at`.

        Raises
        ------
        InputError
            As in `quality_at`, or where the quality is not in (0, 1] or does not
            depend on alpha.
        """
        from scipy.optimize import brentq

        wanted = finite_number("quality", quality)
        if not 0 < wanted <= 1:
            raise InputError("must be in (0, 1]", place="quality", value=quality)

        def away(log_alpha: float) -> float:
            return math.log(float(self.quality_at(math.exp(log_alpha))) / wanted)

        if away(0.0) <= 0:
            return 1.0
        low = -1e-3
        while away(low) > 0:
            low *= 2.0
            if low < -700:
                raise InputError(
                    "does not fall as low at any alpha", place="quality", value=quality
                )
        return math.exp(brentq(away, low, 0.0, xtol=1e-15, rtol=1e-14))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not defined."""
        return {
            "design": str(self.design),
            "technology": self.technology.to_dict(),
            "quality": self.quality,
            "why_no_quality": self.why_no_quality or None,
            "management_labour": finite_or_none(self.management_labour),
            "human_labour": finite_or_none(self.human_labour),
            "handoff_labour": finite_or_none(self.handoff_labour),
            "labour_cost": finite_or_none(self.labour_cost),
            "cost": finite_or_none(self.cost),
            "task_kind": ["ai_chain" if chain else "manual" for chain in self.task_is_chain],
            "task_requirement": self.task_requirement.tolist(),
            "task_success": self.task_success.tolist(),
            "handoff_requirement": self.handoff_requirement.tolist(),
        }

    def __str__(self) -> str:
        from jobdesign.tables.macro import labour_inputs_text

        return labour_inputs_text(self)


@takes(problem=Problem, design=Design)
def labour_inputs(problem: Problem, design: Design) -> LabourInputs:
    """Measure the skill-adjusted labour of a design, by kind (eqs. 5 to 12).

    Parameters
    ----------
    problem
        What is given. Wages of every form are allowed; AI that costs money for each
        attempt is not.
    design
        One that can work. Wages follow its skills, as in the long run.

    Returns
    -------
    LabourInputs
        ``w_M l_M + w_H l_H``, for one unit of output, is the cost of the design
        (eq. 3): hand-offs are human labour of the skill that their job is paid for.

    Raises
    ------
    InputError
        Where the design cannot work, attempts cost money, or a base wage rate that
        labour is to be measured in is 0.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1], manual_time=[1, 2], ai_skill=2, ai_time=1,
    ...     ai_success=[0.5, 0], handoff_time=[0, 0]), wages=jd.Wages(human=2))
    >>> inputs = jd.labour_inputs(problem, jd.Design(["augmented", "manual"], job_ends=[0]))
    >>> inputs.technology.management_requirement, inputs.quality, inputs.human_labour
    (2.0, 0.5, 2.0)
    >>> inputs.labour_cost, inputs.cost
    (8.0, 8.0)
    """
    priced = evaluate(problem, design)
    if not math.isfinite(priced.cost):
        raise InputError(
            "cannot work: a step is done in an impossible way, or nobody can fill a job",
            place="design",
            value=str(design),
        )
    _check_attempts(problem, priced)
    given = problem.workflow
    is_chain = priced.task_is_chain
    job = np.searchsorted(priced.job_last, priced.task_last)
    attempt = np.where(is_chain, given.ai_time[priced.task_last], priced.task_time)
    wages = problem.wages
    base = np.where(is_chain, wages.ai_management, wages.human)
    bill = priced.job_wage[job] * attempt
    handoff_bill = priced.job_wage * priced.job_handoff_time
    _check_rate("human", wages.human, bool(bill[~is_chain].any() or handoff_bill.any()))
    _check_rate("ai_management", wages.ai_management, bool(bill[is_chain].any()))
    requirement = np.divide(bill, base, out=np.zeros_like(bill), where=bill > 0)
    handoff = np.divide(
        handoff_bill, wages.human, out=np.zeros_like(handoff_bill), where=handoff_bill > 0
    )
    of_chains = math.fsum(requirement[is_chain])
    labour = math.fsum(requirement[is_chain] / priced.task_success[is_chain])
    return LabourInputs(
        design=design,
        task_is_chain=is_chain,
        task_requirement=requirement,
        task_success=priced.task_success,
        task_difficulty=_difficulties(problem, priced),
        handoff_requirement=handoff,
        technology=Technology(
            management_requirement=of_chains,
            human_requirement=math.fsum([*requirement[~is_chain], *handoff]),
            management_wage=wages.ai_management,
            human_wage=wages.human,
        ),
        management_labour=labour,
        # rounding must not lift a mean of success rates above 1
        quality=min(of_chains / labour, 1.0) if labour > 0 else None,
        cost=priced.cost,
    )


def _difficulties(problem: Problem, priced: Evaluation) -> Array | None:
    """Difficulty of each task: that of its chain, 0 by hand."""
    difficulty = problem.workflow.ai_difficulty
    if difficulty is None:
        return None
    total = np.add.reduceat(difficulty, priced.task_first)
    return np.where(priced.task_is_chain, total, 0.0)


def _check_attempts(problem: Problem, priced: Evaluation) -> None:
    if priced.task_ai_cost.any():
        b = int(np.argmax(priced.task_ai_cost > 0))
        raise InputError(
            "attempts that cost money are not labour, and their bill is no function of τ and ᾱ",
            place=f'step "{problem.workflow.names[priced.task_last[b]]}": ai_cost',
            value=float(problem.workflow.ai_cost[priced.task_last[b]]),
            fix="leave ai_cost out, or choose a design without this chain",
        )


def _check_rate(name: str, rate: float, needed: bool) -> None:
    if needed and rate == 0:
        raise InputError(
            "must be greater than 0, for labour is measured in what a unit of skill is paid",
            place=f"wages: {name}",
            value=rate,
            fix="scale the skills instead",
        )
