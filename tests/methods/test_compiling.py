"""A limit of time also holds where nothing has been compiled yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import time, numpy as np, jobdesign as jd
m = {steps}
generator = np.random.default_rng(1)
drawn = {{name: generator.uniform(0.5, 1.0, m) for name in (
    "manual_skill", "manual_time", "ai_skill", "ai_time", "ai_success", "handoff_time")}}
drawn["handoff_time"][-1] = 0.0
problem = jd.Problem(jd.Workflow.from_arrays(**drawn), constraints={constraints})
solution = jd.solve(problem, time_limit=0.5)
print(solution.status, solution.design is not None, time.thread_time() < 4.0, flush=True)
import os; os._exit(0)  # the compiler goes on for half a minute
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("steps", "constraints", "answer"),
    [
        (2000, "()", "feasible True True"),
        (40, "[jd.KINDS['max_jobs'](limit=3)]", "time_limit False True"),
        (9, "[jd.KINDS['max_jobs'](limit=3)]", "time_limit False True"),
    ],
)
def test_no_solve_waits_for_the_compiler(
    steps: int, constraints: str, answer: str, tmp_path: Path
) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", CODE.format(steps=steps, constraints=constraints)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == answer.split()
