"""`JobDesignBlock` in host models, and what `extract` refuses."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest

import jobdesign as jd
from jobdesign.methods.job_search import JobSearch
from jobdesign.methods.jobs import Jobs
from jobdesign.methods.mip.compact import compact_model
from jobdesign.methods.mip.lagrangian import best_prices
from jobdesign.methods.outcome import Deadline

PROBLEM = jd.Problem(
    jd.Workflow.from_arrays(manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0])
)


def test_a_block_needs_a_problem() -> None:
    host = pyo.ConcreteModel()
    host.work = jd.JobDesignBlock()
    with pytest.raises(jd.InputError, match="problem = 3: must be a Problem"):
        host.work.build(3)


def test_nothing_to_extract_before_a_solve() -> None:
    host = pyo.ConcreteModel()
    host.work = jd.JobDesignBlock()
    host.work.build(PROBLEM)
    with pytest.raises(jd.InputError, match="block: has no solution yet; solve the host model"):
        jd.extract(host.work)


def test_an_indexed_block_is_as_many_scalar_ones() -> None:
    """Without anything shared, each is its own optimum; a shared row couples them."""
    host = pyo.ConcreteModel()
    host.work = jd.JobDesignBlock(["north", "south"])
    for place in host.work:
        host.work[place].build(PROBLEM)
    host.total = pyo.Objective(expr=sum(host.work[place].cost for place in host.work))
    best = jd.solve(PROBLEM, "brute_force")
    assert jd.solve_model(host).objective == pytest.approx(2 * best.cost)
    for place in host.work:
        found = jd.extract(host.work[place])
        assert (found.status, found.method) == ("feasible", "JobDesignBlock")
        assert found.cost == best.cost
    host.desks = pyo.Constraint(expr=sum(host.work[place].jobs for place in host.work) <= 3)
    one = jd.solve(
        jd.Problem(PROBLEM.workflow, constraints=[jd.KINDS["max_jobs"](limit=1)]), "brute_force"
    )
    assert jd.solve_model(host).objective == pytest.approx(best.cost + one.cost)
    counts = sorted(len(jd.extract(host.work[place]).design.jobs) for place in host.work)
    assert counts == [1, 2]


def test_only_the_jobs_of_interest() -> None:
    """A block restricted to the jobs of one design can choose no other."""
    search = JobSearch(PROBLEM, None)
    jobs: Jobs = best_prices(search, Deadline()).designs[0]
    host = compact_model(PROBLEM, jobs=jobs)
    assert jd.solve_model(host).status == "optimal"
    only = jd.extract(host.work).design
    assert sorted((job.first, job.last) for job in only.jobs) == sorted(
        zip(jobs.start.tolist(), (jobs.end - 1).tolist(), strict=True)
    )
    host.other = pyo.Constraint(expr=host.work.jobs >= len(only.jobs) + 1)
    assert jd.solve_model(host).status == "infeasible"
