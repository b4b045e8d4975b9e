"""Measure, in one run, the tables of limits in docs/benchmarks.md: run this file as a script.

Workflows with three limits that span jobs, solved by `mip` and `mip_compact` and by what
one would write without them (`rivals.py`), all with the same time limit and one thread.
A cell is the median over the seeds; a solve that proves nothing counts as the whole limit.
Needs the extra ``benchmark``.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jobdesign as jd
from benchmarks.generators import random_limited_problem
from benchmarks.report import processor, table
from benchmarks.rivals import RIVALS
from jobdesign.methods.job_search import JobSearch
from jobdesign.methods.mip.columns import OPTIONS, columns_model, jobs_within
from jobdesign.methods.mip.compact import compact_model
from jobdesign.methods.mip.highs import solve_model
from jobdesign.methods.mip.lagrangian import best_prices
from jobdesign.methods.outcome import Deadline

#: Steps, and the seconds within which `mip` must prove its design optimal.
SIZES = ((10, 10.0), (15, 10.0), (20, 10.0), (30, 10.0), (50, 2.0), (100, 6.0), (200, 30.0))

#: SCIP 10 as pyscipopt 6.3.0 brings it corrupts the heap at 200 steps and ends the process.
UP_TO = {"scip": 100}


@dataclass(frozen=True)
class Run:
    """One solve.

    Parameters
    ----------
    seconds
        That it took, or was allowed.
    proved
        Whether it claims that its design is optimal.
    cost
        Of its design, by the evaluator.
    """

    seconds: float
    proved: bool
    cost: float


def by_method(name: str) -> Callable[[jd.Problem, float], Run]:
    """Return what solves by a method of the package."""

    def solve(problem: jd.Problem, limit: float) -> Run:
        began = time.perf_counter()
        solution = jd.solve(problem, name, time_limit=limit)
        seconds = time.perf_counter() - began
        return Run(seconds, solution.status == "optimal", solution.cost)

    return solve


def by_rival(name: str) -> Callable[[jd.Problem, float], Run]:
    """Return what solves by a rival, whose design the evaluator prices."""

    def solve(problem: jd.Problem, limit: float) -> Run:
        answer = RIVALS[name](problem, limit)
        if answer.design is None:
            return Run(limit, False, float("inf"))
        priced = jd.evaluate(problem, answer.design)
        cost = priced.cost if priced.is_feasible else float("inf")
        return Run(answer.seconds if answer.proved else limit, answer.proved, cost)

    return solve


WAYS = {name: by_method(name) for name in ("mip", "mip_compact")} | {
    name: by_rival(name) for name in RIVALS
}


def cell(runs: list[Run], optima: list[float]) -> str:
    """Write the median time, or how many were proved and how far the designs are off."""
    proved = sum(run.proved for run in runs)
    median = statistics.median(run.seconds for run in runs)
    above = statistics.median(
        run.cost / optimum - 1 for run, optimum in zip(runs, optima, strict=True)
    )
    if proved == len(runs):
        return f"{median:.2f}"
    found = "no design" if above == float("inf") else f"+{100 * above:.2g} %"
    return f"{proved} of {len(runs)} proved; {found}"


def beside(sizes: tuple[tuple[int, float], ...], seeds: int) -> None:
    """Every way on the same problems, with the same limits, in turn; a row as it is done."""
    headings = ["steps", "limit (s)", *(f"{name} (s)" for name in WAYS)]
    print("| " + " | ".join(headings) + " |")
    print("| " + " | ".join("---" for _ in headings) + " |", flush=True)
    for steps, limit in sizes:
        ways = {name: solve for name, solve in WAYS.items() if steps <= UP_TO.get(name, steps)}
        problems = [random_limited_problem(steps, seed) for seed in range(seeds)]
        runs: dict[str, list[Run]] = {name: [] for name in WAYS}
        for problem in problems:
            for name, solve in ways.items():
                runs[name].append(solve(problem, limit))
        optima = [run.cost for run in runs["mip"]]
        cells = [cell(runs[name], optima) if name in ways else "not run" for name in WAYS]
        print("| " + " | ".join([str(steps), f"{limit:g}", *cells]) + " |", flush=True)


def build_and_solve(steps: int, seeds: int) -> None:
    """How long the last model of each form takes to build, to hand over and to solve."""
    times: dict[str, list[tuple[float, float, float]]] = {"mip": [], "mip_compact": []}
    for seed in range(seeds):
        problem = random_limited_problem(steps, seed)
        cost = jd.solve(problem, "mip").cost
        search = JobSearch(problem)
        dual = best_prices(search, Deadline())
        jobs = jobs_within(search, dual, cost, Deadline())
        builders = {
            "mip": lambda j=jobs, s=search: columns_model(j, steps, s.limits),
            "mip_compact": lambda p=problem, c=cost, s=search, d=dual, j=jobs: compact_model(
                p, None, c, s, d.prices, j
            ),
        }
        for name, build in builders.items():
            began = time.perf_counter()
            model = build()
            built = time.perf_counter() - began
            result = solve_model(model, options=OPTIONS)
            times[name].append((built, result.build_time, result.solve_time))
    rows = []
    for name, found in times.items():
        medians = [1000 * statistics.median(column) for column in zip(*found, strict=True)]
        shares = [(built + handed) / solved for built, handed, solved in found]
        rows.append([name, *(f"{ms:.1f}" for ms in medians), f"{max(shares):.2f}"])
    headings = ["form", "build in Pyomo (ms)", "hand over (ms)", "HiGHS (ms)"]
    table([*headings, "largest (build + hand over) / HiGHS"], rows)


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--largest", type=int, default=200, metavar="STEPS")
    arguments = parser.parse_args()
    names = ("numpy", "numba", "pyomo", "highspy", "pyscipopt", "ortools")
    print(f"jobdesign {jd.__version__}, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in names), end="; ")
    print(f"{platform.machine()}, one thread of {processor()}\n")
    for solve in WAYS.values():  # what is loaded and compiled once does not count
        solve(random_limited_problem(6, 0), 10.0)
    build_and_solve(100, arguments.seeds)
    beside(tuple(size for size in SIZES if size[0] <= arguments.largest), arguments.seeds)


if __name__ == "__main__":
    main()
