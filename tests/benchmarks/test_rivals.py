"""The rivals of `mip` in the benchmark solve the same problem, or the comparison says nothing."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

import jobdesign as jd
from benchmarks.generators import random_limited_problem
from benchmarks.rivals import RIVALS, rounding
from lengths import first

#: What each needs beside the package.
PACKAGES = {"mccormick": "highspy", "scip": "pyscipopt", "cp_sat": "ortools"}
#: Relative accuracy: HiGHS's and SCIP's own.
ACCURACY = 1e-5


def found(importable: str) -> bool:
    from importlib.util import find_spec

    return find_spec(importable) is not None


@pytest.mark.parametrize("name", RIVALS)
@pytest.mark.parametrize("steps", first(2, [4, 6, 8]))
def test_a_rival_finds_the_optimum(name: str, steps: int) -> None:
    if find_spec(PACKAGES[name]) is None:
        pytest.skip(f"{PACKAGES[name]} is not installed: extra benchmark")
    for seed in range(2):
        problem = random_limited_problem(steps, seed)
        optimum = jd.solve(problem, "brute_force")
        answer = RIVALS[name](problem, 60.0)
        assert answer.proved
        assert (answer.design is None) == (optimum.status == "infeasible")
        if answer.design is None:
            continue
        priced = jd.evaluate(problem, answer.design)
        assert priced.is_feasible
        accuracy = ACCURACY * optimum.cost
        if name == "cp_sat":  # it prices in whole numbers
            accuracy += rounding(priced) + rounding(optimum.evaluation)
        assert optimum.cost <= priced.cost * (1 + 1e-9)
        assert priced.cost <= optimum.cost + accuracy
        assert answer.bound <= optimum.cost + accuracy


def test_one_of_the_problems_is_infeasible() -> None:
    assert jd.solve(random_limited_problem(4, 0), "brute_force").status == "infeasible"
    assert jd.solve(random_limited_problem(4, 1), "brute_force").status == "optimal"
