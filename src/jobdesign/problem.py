"""A problem: a workflow, the wages it pays, and what else must hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from jobdesign.checks import is_line
from jobdesign.constraints import Constraint, Rules
from jobdesign.errors import InputError
from jobdesign.given_numbers import check_numbers
from jobdesign.wages import Wages, covers
from jobdesign.workflow import Array, Workflow

__all__ = ["Problem"]


@dataclass(frozen=True)
class Problem:
    """Everything that is given.

    Parameters
    ----------
    workflow
        The steps.
    wages
        The wage rule; by default a job's wage is its total skill.
    constraints
        Side constraints.
    name
        A title for tables and files.

    Raises
    ------
    InputError
        Where a constraint does not fit the workflow.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(
    ...     jd.Workflow.from_arrays(manual_skill=[3, 1, 2], manual_time=[1, 2, 2],
    ...                             handoff_time=[3, 0.5, 0]),
    ...     name="Table 2b")
    >>> jd.solve(problem).cost
    18.0
    """

    workflow: Workflow
    wages: Wages = field(default_factory=Wages)
    constraints: Sequence[Constraint] = ()
    name: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.workflow, Workflow):
            raise InputError("must be a Workflow", place="workflow", value=self.workflow)
        if not isinstance(self.wages, Wages):
            raise InputError("must be Wages", place="wages", value=self.wages)
        if not isinstance(self.name, str) or not is_line(self.name):
            raise InputError("must be one line of text", place="name", value=self.name)
        check_numbers(self)
        constraints: object = self.constraints
        if not isinstance(constraints, (list, tuple)):
            raise InputError("must be a list", place="constraints", value=constraints)
        object.__setattr__(self, "constraints", tuple(constraints))
        for constraint in self.constraints:
            if not isinstance(constraint, Constraint):
                raise InputError("must be a constraint", place="constraints", value=constraint)
            constraint.check(self.workflow)

        self._check_coverage()

    def _check_coverage(self) -> None:
        """Refuse worker types of which none can do any task: a slip of units, not a question."""
        kinds = [kind for kind in self.wages.worker_types or () if kind.available != 0]
        if not kinds:
            return
        given = self.workflow
        by_hand = np.where(np.isfinite(given.manual_time), self.human_skill, np.inf)
        with_ai = np.where(given.ai_success > 0, self.ai_management_skill, np.inf)
        least = np.minimum(by_hand, with_ai).min()
        if not any(covers(kind, least) for kind in kinds):
            raise InputError(
                "must cover at least one task",
                place="wages: worker_types: largest max_skill",
                value=max(kind.max_skill for kind in kinds),
                fix=f"the least skill that any step needs is {float(least):.10g}",
            )

    __hash__ = None  # type: ignore[assignment]

    @property
    def human_skill(self) -> Array:
        """Skill of each step done by hand, after the base wage; shape (m,)."""
        return self.workflow.manual_skill * self.wages.human

    @property
    def rules(self) -> Rules:
        """The side constraints in the form that methods work with; a copy of one's own."""
        rules = Rules.none(len(self.workflow))
        for constraint in self.constraints:
            constraint.restrict(rules, self.workflow)
        return rules

    @property
    def is_plain(self) -> bool:
        """Whether it is the paper's: no constraints, no AI costs, wages equal to skills."""
        return self.wages.is_plain and not self.constraints and not self.workflow.ai_cost.any()

    def without(self, constraints: Iterable[Constraint]) -> Problem:
        """Return the same problem without these constraints.

        Compared by identity; one that is there twice goes as often as it is named.
        """
        dropped = [id(constraint) for constraint in constraints]
        kept = []
        for constraint in self.constraints:
            if id(constraint) in dropped:
                dropped.remove(id(constraint))
            else:
                kept.append(constraint)
        return replace(self, constraints=kept)

    @property
    def ai_management_skill(self) -> Array:
        """Skill of each step done with AI, after the base wage; shape (m,)."""
        return self.workflow.ai_skill * self.wages.ai_management

    def with_alpha(self, alpha: float) -> Problem:
        """Return the same problem with another quality of AI."""
        return replace(self, workflow=self.workflow.with_alpha(alpha))

    def without_ai(self) -> Problem:
        """Return the same problem where AI can do nothing."""
        return replace(self, workflow=self.workflow.without_ai())
