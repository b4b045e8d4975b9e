"""Draw the README's picture: jobs as boxes of skill × time, without and with AI.

Run it from the project's folder with matplotlib installed (extra ``plot``).
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Patch, Rectangle

import jobdesign as jd

BY_HAND, CHAIN, HANDOFF = "#8a8d91", "#2a7f9e", "#e9b7ae"


def draw(axes: plt.Axes, solution: jd.Solution) -> float:
    """Draw the jobs of a solution side by side; returns where they end."""
    priced, design = solution.evaluation, solution.design
    left = 0.0
    for number, job in enumerate(design.jobs):
        skill, bottom, x = priced.job_skill[number], 0.0, left
        for task in job.tasks:
            time, height = priced.task_time[task], priced.task_skill[task]
            chain = priced.task_is_chain[task]
            axes.add_patch(
                Rectangle((x, bottom), time, height, color=CHAIN if chain else BY_HAND, lw=0)
            )
            first, last = priced.task_first[task] + 1, priced.task_last[task] + 1
            text = f"{first}" if first == last else f"{first}–{last}"
            axes.text(x + time / 2, bottom + height / 2, text, ha="center", va="center",
                      color="white", fontsize=8)  # fmt: skip
            x, bottom = x + time, bottom + height
        axes.add_patch(Rectangle((x, 0), priced.job_handoff_time[number], skill, color=HANDOFF))
        width = priced.job_time[number]
        axes.add_patch(Rectangle((left, 0), width, skill, fill=False, ec="#333333", lw=1))
        left += width + 1.2
    return left


def main() -> None:
    """Write technical-writers.png beside this script."""
    problem = jd.read_problem("models/real/technical-writers.toml")
    solutions = [jd.solve(problem.without_ai()), jd.solve(problem)]
    figure, both = plt.subplots(2, 1, figsize=(10, 4.6), sharex=True, sharey=True, dpi=160)
    ends = []
    for axes, solution, title in zip(both, solutions, ("Without AI", "With AI"), strict=True):
        ends.append(draw(axes, solution))
        jobs = len(solution.design.jobs)
        axes.set_title(f"{title}: {jobs} jobs, ${solution.cost:,.0f} a week's work", loc="left")
        axes.set_ylabel("skill ($/h)")
        axes.spines[["top", "right"]].set_visible(False)
    both[0].set_xlim(-0.5, max(ends))
    both[0].set_ylim(0, max(s.evaluation.job_skill.max() for s in solutions) * 1.08)
    both[1].set_xlabel("hours; a job's box is its wage bill, the numbers are steps")
    legend = [Patch(color=BY_HAND, label="by hand"), Patch(color=CHAIN, label="AI chain"),
              Patch(color=HANDOFF, label="hand-off")]  # fmt: skip
    figure.legend(handles=legend, loc="upper right", ncols=3, frameon=False)
    figure.tight_layout()
    figure.savefig(Path(__file__).with_name("technical-writers.png"))


if __name__ == "__main__":
    main()
