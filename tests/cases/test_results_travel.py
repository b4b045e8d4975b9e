"""Results and models can be pickled and copied, so that process pools return them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

import jobdesign as jd
import jobdesign.queueing as queueing
from jobdesign.methods.outcome import Progress

FLOW = jd.Workflow.from_arrays(
    manual_skill=[3, 1, 2, 2],
    manual_time=[1, 2, 2, 1],
    ai_skill=[1, 1, 1, 2],
    ai_time=[1, 1, 1, 1],
    ai_difficulty=[1, 2, 1, 3],
    handoff_time=[3, 0.5, 1, 0],
    alpha=0.7,
)
PLAIN = jd.Problem(FLOW)
LIMITED = jd.Problem(FLOW, constraints=[jd.KINDS["max_jobs"](limit=2)])
CLASH = jd.Problem(
    FLOW,
    jd.Wages(worker_types=(jd.WorkerType(name="any", max_skill=99, wage=1, available=1),)),
    [jd.KINDS["min_jobs"](limit=2), jd.KINDS["max_jobs"](limit=1)],
)
ROUTES = queueing.Routes(
    manual=queueing.Moments.from_mean(1, 0.1),
    assisted=queueing.Moments.from_mean(0.85, 1.25),
    arrival_rate=0.6,
)


def host() -> Any:
    made = pyo.ConcreteModel()
    made.work = jd.JobDesignBlock(["north", "south"])
    for block in made.work.values():
        block.build(LIMITED)
    made.total = pyo.Objective(expr=sum(block.cost for block in made.work.values()))
    return made


RESULTS: dict[str, Callable[[], Any]] = {
    "Workflow": lambda: FLOW,
    "Problem": lambda: LIMITED,
    "Wages": lambda: CLASH.wages,
    "Design": lambda: jd.Design(["manual", "automated", "augmented", "manual"], [0]),
    "Evaluation": lambda: jd.evaluate(LIMITED, jd.Design(["manual"] * 4, [0, 1])),
    "of frontier": lambda: jd.solve(PLAIN, "frontier"),
    "of recursion": lambda: jd.solve(PLAIN, "recursion"),
    "of dag": lambda: jd.solve(PLAIN, "dag"),
    "of fptas": lambda: jd.solve(PLAIN, "fptas"),
    "of brute_force": lambda: jd.solve(LIMITED, "brute_force"),
    "of mip": lambda: jd.solve(LIMITED, "mip"),
    "of mip_compact": lambda: jd.solve(LIMITED, "mip_compact"),
    "of a bare mip_compact": lambda: jd.solve(LIMITED, "mip_compact", strengthen=False),
    "of a short run": lambda: jd.solve(LIMITED, "mip_compact", horizon="short"),
    "out of time": lambda: jd.solve(LIMITED, "mip", time_limit=0),
    "Comparison": lambda: jd.compare(LIMITED),
    "best designs": lambda: jd.best_designs(PLAIN, 3),
    "DecisionPrices": lambda: jd.decision_prices(PLAIN),
    "Horizons": lambda: jd.compare_horizons(PLAIN),
    "Exposure": lambda: jd.measure_exposure(PLAIN),
    "Fragmentation": lambda: jd.measure_fragmentation(FLOW),
    "Thresholds": lambda: jd.thresholds(PLAIN),
    "LimitCurve": lambda: jd.limit_curve(LIMITED, "max_jobs", 1, 4),
    "LimitPrice": lambda: jd.limit_prices(LIMITED),
    "Macro": lambda: jd.macro(
        jd.read_problem("models/paper/example-6.toml").with_alpha(0.5),
        jd.solve(jd.read_problem("models/paper/example-6.toml").with_alpha(0.5)).design,
        rho=-1,
        human_share=0.4,
        support="restricted",
        price=16,
        units=0.1,
    ),
    "Replication": lambda: jd.replicate("table-2a"),
    "Progress": lambda: Progress(3.0, 2.0, 1.0, "mip"),
    "DesignLoad": lambda: queueing.design_load(
        PLAIN, jd.Design(["manual"] * 4, [0, 1]), arrival_rate=0.05
    ),
    "AdoptionReport": lambda: queueing.adoption_report(ROUTES),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_travel(name: str) -> None:
    found = RESULTS[name]()
    for twin in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert type(twin) is type(found)
        assert str(twin) == str(found)
        if hasattr(found, "to_dict"):
            assert str(twin.to_dict()) == str(found.to_dict())
        if isinstance(found, jd.Solution):
            assert (twin.cost, twin.design) == (found.cost, found.design)


def test_an_explanation_travels_unasked() -> None:
    found = jd.solve(CLASH, "mip")
    twin = pickle.loads(pickle.dumps(found))
    assert twin.conflict.demands == found.conflict.demands


def test_a_copied_design_stays_as_it_is() -> None:
    design = jd.Design(["manual", "manual"], [0])
    for twin in (pickle.loads(pickle.dumps(design)), copy.deepcopy(design)):
        with pytest.raises(ValueError, match="read-only"):
            twin.modes[0] = 1
        assert hash(twin) == hash(design)


@pytest.mark.parametrize("solved", [False, True])
def test_host_models_travel(solved: bool) -> None:
    made = host()
    cost = jd.solve_model(made).objective if solved else jd.solve_model(host()).objective
    for twin in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made), made.clone()):
        if solved:
            assert jd.extract(twin.work["north"]).cost == pytest.approx(cost / 2)
        assert jd.solve_model(twin).objective == pytest.approx(cost)
        assert jd.extract(twin.work["south"]).cost == pytest.approx(cost / 2)
        twin.work["north"].more = pyo.Constraint(expr=twin.work["north"].jobs >= 2)


@pytest.mark.slow
def test_a_large_model_travels() -> None:
    """Pickling goes as deep as a model is nested, not as it is long."""
    rng = np.random.default_rng(1)
    flow = jd.Workflow.from_arrays(
        manual_skill=rng.uniform(1, 5, 60),
        manual_time=rng.uniform(1, 5, 60),
        ai_skill=rng.uniform(1, 5, 60),
        ai_time=1.0,
        ai_success=0.9,
        handoff_time=[*rng.uniform(0, 5, 59), 0],
    )
    made = pyo.ConcreteModel()
    made.work = jd.JobDesignBlock()
    made.work.build(jd.Problem(flow))
    assert len(pickle.loads(pickle.dumps(made)).work.chain) == len(made.work.chain)


@pytest.mark.slow
def test_a_pool_of_processes_returns_solutions() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(jd.solve, [LIMITED, LIMITED], ["mip", "mip_compact"]))
    assert found[0].cost == pytest.approx(found[1].cost)
