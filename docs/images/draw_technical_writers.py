"""Draw the README's picture: jobs as boxes of skill × time, without and with AI.

Run it from the project's folder with matplotlib installed (extra ``plot``).
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

import jobdesign as jd
from jobdesign.plotting.geometry import plot_geometry
from jobdesign.plotting.saving import plain_style, save_figure


def main() -> None:
    """Write technical-writers.png beside this script."""
    problem = jd.read_problem("models/real/technical-writers.toml")
    solutions = [jd.solve(problem.without_ai()), jd.solve(problem)]
    with plain_style():
        rows = Figure(figsize=(10, 5), layout="constrained").subplots(2, 1)
        for axes, solution, name in zip(rows, solutions, ("Without AI", "With AI"), strict=True):
            plot_geometry(solution, axes, view="tasks", least=(77.0, 7.2))
            jobs = len(solution.design.jobs)
            title = f"{name}: {jobs} jobs, ${solution.cost:,.0f} a week's work"
            axes.set_title(title, loc="left", fontsize=12)
            axes.set_ylabel("skill ($/h)")
            axes.set_xlabel("hours; a job's box is its wage bill, the numbers are steps")
        rows[0].set_xlabel("")
        rows[1].get_legend().remove()
        save_figure(rows[0], Path(__file__).with_name("technical-writers.png"))


if __name__ == "__main__":
    main()
