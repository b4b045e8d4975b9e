"""Rows of the step-level model: what the jobs are paid, under each wage rule."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyomo.environ as pyo

from jobdesign.constraints.base import TOLERANCE
from jobdesign.methods.mip.evenness import are_even
from jobdesign.methods.mip.port_bounds import bound_ports
from jobdesign.methods.mip.rows import add_rows
from jobdesign.methods.mip.step_rows import StepRows
from jobdesign.workflow import Array

__all__ = ["WageRows"]


class WageRows(StepRows):
    """Writes the whole block.

    Attributes
    ----------
    is_even
        As `JobDesignBlock` has it.
    """

    def build(self) -> None:
        """Write everything."""
        self._path()
        self._flows()
        self._totals()
        self.is_even = are_even(
            self.problem,
            self.costs,
            self.starts,
            np.flatnonzero([self.can_be_manual(s) for s in range(self.m)]),
            self.chains,
            float(self.most_skill.max()),
        )
        if self.costs.form == "types":
            self._types()
        elif self.costs.form == "hired":
            self._hired()
        else:
            self._wages()
        bound_ports(self, self._least_rate, self._most_of_wages())

    def _most_of_wages(self) -> Array:
        """Bound the wage of the job that holds each step, whatever the wage rule."""
        if self.costs.form == "hired":
            return self.costs.hired[self.starts]
        if self.costs.form == "types":
            return np.full(self.m, max(kind.wage for kind in self.problem.wages.worker_types or ()))
        return self._most_wages()

    def _hired(self) -> None:
        """Each given job keeps its wage, so that its cost is its wage times its time."""
        b, handoff = self.block, self.given.handoff_time
        rates = self.costs.hired[self.starts]
        if not np.isfinite(rates).all():
            b.nobody_can_fill_a_job = pyo.Constraint(expr=b.jobs <= -1)
            return
        bill = pyo.quicksum(
            rates[s] * (self.task_time[s] + handoff[s] * self.handoff[s]) for s in range(self.m)
        )
        b.cost_is = pyo.Constraint(expr=b.cost == bill + self.ai_cost)

    def _types(self) -> None:
        """A worker type for every job; its time goes to the type, and costs its wage."""
        b, m, handoff = self.block, self.m, self.given.handoff_time
        kinds = self.problem.wages.worker_types or ()
        b.worker_type = pyo.Set(initialize=[kind.name for kind in kinds], ordered=True)
        b.fills = pyo.Var(range(m), b.worker_type, domain=pyo.Binary)
        b.time_by_type = pyo.Var(range(m), b.worker_type, domain=pyo.NonNegativeReals)
        b.skill_by_type = pyo.Var(range(m), b.worker_type, domain=pyo.NonNegativeReals)
        b.workers = pyo.Var(b.worker_type, domain=pyo.NonNegativeReals)
        b.worker_time = pyo.Var(b.worker_type, domain=pyo.NonNegativeReals)
        most = {kind.name: kind.max_skill * (1.0 + TOLERANCE) for kind in kinds}
        names = list(most)
        add_rows(
            b,
            "one_type",
            range(m),
            row=lambda s: pyo.quicksum(b.fills[s, name] for name in names) == self.handoff[s],
        )
        add_rows(
            b,
            "skill_of_job",
            range(m),
            row=lambda s: (
                pyo.quicksum(b.skill_by_type[s, name] for name in names) == self.job_skill[s]
            ),
        )
        add_rows(
            b,
            "type_covers",
            range(m),
            names,
            row=lambda s, name: b.skill_by_type[s, name] <= most[name] * b.fills[s, name],
        )
        add_rows(
            b,
            "time_of_job",
            range(m),
            row=lambda s: (
                pyo.quicksum(b.time_by_type[s, name] for name in names)
                == self.job_time[s] + handoff[s] * self.handoff[s]
            ),
        )
        longest = self.most_time + handoff
        add_rows(
            b,
            "time_of_type",
            range(m),
            names,
            row=lambda s, name: b.time_by_type[s, name] <= float(longest[s]) * b.fills[s, name],
        )
        add_rows(
            b,
            "workers_is",
            names,
            row=lambda name: b.workers[name] == pyo.quicksum(b.fills[s, name] for s in range(m)),
        )
        add_rows(
            b,
            "worker_time_is",
            names,
            row=lambda name: (
                b.worker_time[name] == pyo.quicksum(b.time_by_type[s, name] for s in range(m))
            ),
        )
        for kind in kinds:
            if kind.available is not None:
                b.workers[kind.name].setub(kind.available)
        bill = pyo.quicksum(kind.wage * b.worker_time[kind.name] for kind in kinds)
        b.cost_is = pyo.Constraint(expr=b.cost == bill + self.ai_cost)

    def _wages(self) -> None:
        """Split the wage of each step's job by the task that ends at the step."""
        b, m, handoff = self.block, self.m, self.given.handoff_time
        end_wage = self._wages_at_job_ends()
        most = self._most_wages()
        b.wage = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.wage_if_manual = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.wage_if_passed = pyo.Var(range(m), domain=pyo.NonNegativeReals)
        b.wage_if_chain = pyo.Var(range(len(self.chains)), domain=pyo.NonNegativeReals)
        human, manager = self.problem.human_skill, self.problem.ai_management_skill
        for s in range(m):
            b.wage[s].setub(float(most[s]))
        add_rows(
            b,
            "split",
            range(m),
            row=lambda s: (
                b.wage[s]
                == b.wage_if_manual[s]
                + b.wage_if_passed[s]
                + pyo.quicksum(b.wage_if_chain[a] for a in self.by_last[s])
            ),
        )
        add_rows(
            b,
            "manual_at_most",
            range(m),
            row=lambda s: b.wage_if_manual[s] <= float(most[s]) * self.manual[s],
        )
        add_rows(
            b,
            "manual_at_least",
            range(m),
            row=lambda s: (
                b.wage_if_manual[s] >= self._least_rate(s, float(human[s])) * self.manual[s]
            ),
        )
        add_rows(
            b,
            "passed_at_most",
            range(m),
            row=lambda s: b.wage_if_passed[s] <= float(most[s]) * b.automated[self.names[s]],
        )
        add_rows(
            b,
            "chain_at_most",
            range(len(self.chains)),
            row=lambda a: b.wage_if_chain[a] <= float(most[self.chains[a].last]) * self.chain[a],
        )
        add_rows(
            b,
            "chain_at_least",
            range(len(self.chains)),
            row=lambda a: (
                b.wage_if_chain[a]
                >= self._least_rate(self.chains[a].last, float(manager[self.chains[a].last]))
                * self.chain[a]
            ),
        )
        add_rows(b, "wage_at_end", range(m), row=lambda s: b.wage[s] >= end_wage[s])
        add_rows(
            b,
            "same_wage",
            range(m - 1),
            row=lambda s: b.wage[s] >= b.wage[s + 1] - float(most[s + 1]) * self.handoff[s],
        )
        add_rows(
            b,
            "same_wage_back",
            range(m - 1),
            row=lambda s: b.wage[s + 1] >= b.wage[s] - float(most[s]) * self.handoff[s],
        )
        bill = pyo.quicksum(
            self.manual_time[s] * b.wage_if_manual[s] + handoff[s] * end_wage[s] for s in range(m)
        ) + pyo.quicksum(chain.time * b.wage_if_chain[a] for a, chain in enumerate(self.chains))
        b.cost_is = pyo.Constraint(expr=b.cost == bill + self.ai_cost)

    def _most_wages(self) -> Array:
        """Bound the wage of the job that holds each step."""
        # the most skill gathered by the end of any job that reaches the step
        reach = self.most_skill.copy()
        for s in range(self.m - 2, -1, -1):
            if not self.rules.handoff_required[s]:
                reach[s] = max(reach[s], reach[s + 1])
        return np.array([self.costs.rate(0, float(skill)) for skill in reach])

    def _wages_at_job_ends(self) -> list[Any]:
        """Return the wage of the job that ends after each step, 0 where none does."""
        if self.costs.form == "product":
            return self.job_skill
        b, m = self.block, self.m
        pieces = self._pieces()
        numbers = range(len(pieces))
        b.piece = pyo.Var(range(m), numbers, domain=pyo.Binary)
        b.skill_on_piece = pyo.Var(range(m), numbers, domain=pyo.NonNegativeReals)
        add_rows(
            b,
            "one_piece",
            range(m),
            row=lambda s: pyo.quicksum(b.piece[s, p] for p in numbers) == self.handoff[s],
        )
        add_rows(
            b,
            "skill_on_pieces",
            range(m),
            row=lambda s: (
                pyo.quicksum(b.skill_on_piece[s, p] for p in numbers) == self.job_skill[s]
            ),
        )
        add_rows(
            b,
            "piece_to",
            range(m),
            numbers,
            row=lambda s, p: (
                b.skill_on_piece[s, p]
                <= min(pieces[p][1], float(self.most_skill[s])) * b.piece[s, p]
            ),
        )
        add_rows(
            b,
            "piece_from",
            range(m),
            numbers,
            row=lambda s, p: b.skill_on_piece[s, p] >= pieces[p][0] * b.piece[s, p],
        )
        return [
            pyo.quicksum(
                pieces[p][2] * b.skill_on_piece[s, p] + pieces[p][3] * b.piece[s, p]
                for p in numbers
            )
            for s in range(m)
        ]

    def _pieces(self) -> list[tuple[float, float, float, float]]:
        """List (from skill, to skill, slope, intercept) of the schedule; the last goes on."""
        skills, wages = self.costs.skills, self.costs.wages
        pieces = []
        for p in range(len(skills) - 1):
            slope = (wages[p + 1] - wages[p]) / (skills[p + 1] - skills[p])
            end = math.inf if p == len(skills) - 2 else skills[p + 1]
            pieces.append((skills[p], end, slope, wages[p] - slope * skills[p]))
        return pieces
