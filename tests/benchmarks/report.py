"""Measure, in one run, the tables of docs/benchmarks.md: ``python tests/benchmarks/report.py``.

Medians of several runs after one that is not counted (it compiles). Growth is
the slope of log time over log steps by least squares. Memory is the largest
resident set of a process of its own that does nothing else.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jobdesign as jd
from benchmarks.generators import KINDS, random_workflow

ROOT = Path(__file__).resolve().parents[2]


def median_time(call: Callable[[], object], runs: int) -> float:
    """Median seconds of a call, after one call that is not counted."""
    call()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def table(headings: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(headings) + " |")
    print("| " + " | ".join("---" for _ in headings) + " |")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def growth(sizes: list[int], times: list[float]) -> float:
    """Exponent b of time ~ steps ** b."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def large(sizes: list[int], runs: int) -> None:
    """Long and short run from 10,000 steps on."""
    rows = []
    times: dict[str, list[float]] = {"long": [], "short": []}
    for steps in sizes:
        problem = jd.Problem(random_workflow(steps, 0))
        ends = np.arange(9, steps, 10)
        times["long"].append(median_time(lambda p=problem: jd.solve(p), runs))
        times["short"].append(
            median_time(lambda p=problem, e=ends: jd.solve(p, horizon="short", job_ends=e), runs)
        )
        memory = subprocess.run(
            [sys.executable, __file__, "--memory", str(steps)],
            capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        rows.append([f"{steps:,}", f"{times['long'][-1]:.3f}", f"{times['short'][-1]:.3f}", memory])
    table(["steps", "long run (s)", "short run (s)", "memory (GiB)"], rows)
    for horizon, measured in times.items():
        print(f"Growth, {horizon} run: m^{growth(sizes, measured):.3f}\n")


def memory_of(steps: int) -> None:
    """Print the largest resident set of one long-run solve, in GiB."""
    jd.solve(jd.Problem(random_workflow(steps, 0)))
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f}")


def hard(runs: int) -> None:
    """Kinds of workflow and hand-offs that strain the labels."""
    rows = []
    for kind in KINDS:
        row = [kind]
        for steps, handoff in ((10_000, 5.0), (10_000, 100.0), (400, 1e6)):
            problem = jd.Problem(random_workflow(steps, 0, handoff=handoff, kind=kind))
            row.append(f"{median_time(lambda p=problem: jd.solve(p), runs):.3f}")
        rows.append(row)
    table(
        ["kind", "10,000 steps, hand-offs to 5 (s)", "to 100 (s)", "400 steps, gigantic (s)"], rows
    )


def fptas(runs: int) -> None:
    """The paper's approximation beside the exact default, in the same run."""
    rows = []
    for steps in (10, 20, 40):
        problem = jd.Problem(random_workflow(steps, 0))
        approximate = median_time(lambda p=problem: jd.solve(p, "fptas", epsilon=0.01), runs)
        exact = median_time(lambda p=problem: jd.solve(p), runs)
        solution, optimum = jd.solve(problem, "fptas", epsilon=0.01), jd.solve(problem)
        rows.append(
            [
                str(steps),
                f"{1000 * approximate:.2f}",
                f"{1000 * exact:.2f}",
                f"{approximate / exact:.0f}",
                f"{solution.cost / optimum.cost - 1:.1e}",
            ]
        )
    table(["steps", "fptas, ε = 0.01 (ms)", "frontier (ms)", "ratio", "fptas above optimum"], rows)


def latency(runs: int) -> None:
    """Whole processes: a paper example beside importing numpy, in turn."""
    example = str(ROOT / "models" / "paper" / "example-6.toml")
    commands = {
        "import numpy": [sys.executable, "-c", "import numpy"],
        "jobdesign solve": [sys.executable, "-m", "jobdesign", "solve", example],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            if run:
                times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values) for name, values in times.items()}
    rows = [[name, f"{1000 * value:.0f}"] for name, value in medians.items()]
    table(["process", "median (ms)"], rows)
    print(f"Ratio: {medians['jobdesign solve'] / medians['import numpy']:.2f}\n")


def main() -> None:
    """Measure everything, or only the memory of one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--memory", type=int, metavar="STEPS", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        memory_of(arguments.memory)
        return
    names = ("numpy", "numba", "networkx")
    print(f"jobdesign {jd.__version__}, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in names), end="; ")
    print(f"{platform.machine()}, one core of {processor()}\n")
    sizes = [round(10 ** (k / 2)) for k in range(8, 13)]
    large(sizes, arguments.runs)
    hard(arguments.runs)
    fptas(arguments.runs)
    latency(4 * arguments.runs)


def processor() -> str:
    """Name of the processor where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


if __name__ == "__main__":
    main()
