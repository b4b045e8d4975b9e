"""Draw the pictures of docs/figures.md.

Run it from the project's folder with matplotlib installed (extra ``plot``).
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

import jobdesign as jd
from jobdesign.plotting.geometry import plot_geometry
from jobdesign.plotting.kinds import draw
from jobdesign.plotting.saving import plain_style, save_figure

FOLDER = Path(__file__).with_name("figures")
MODELS = Path("models")

#: Picture: kind, file, options.
PROBLEMS = {
    "layers": ("layers", "real/technical-writers", {}),
    "prices": ("prices", "real/technical-writers", {}),
    "graph": ("graph", "real/technical-writers", {}),
    "ribbon": ("ribbon", "paper/page-data-scientist", {}),
    "curve": ("curve", "paper/example-6", {}),
    "benefit": ("benefit", "paper/example-6", {}),
}
QUEUES = {
    "routes": "figure-2",
    "service-times": "figure-2",
    "admissible-variation": "figure-2",
    "waits": "figure-4",
    "review-rule": "figure-5-high-risk",
    "equilibria": "figure-5-high-risk",
    "effort": "figure-5-high-risk",
    "equilibrium-curve": "figure-5-high-risk",
}


def save(name: str, axes: object) -> None:
    """Write one picture."""
    save_figure(axes, FOLDER / f"{name}.png", dpi=80)


def geometry() -> object:
    """The same workflow by hand and with AI, on one scale."""
    problem = jd.read_problem(MODELS / "paper" / "example-6.toml")
    left, right = Figure(figsize=(10, 3), layout="constrained").subplots(1, 2)
    plot_geometry(jd.solve(problem.without_ai()), left, least=(7.3, 7.3))
    plot_geometry(jd.solve(problem), right, least=(7.3, 7.3))
    return left


def main() -> None:
    """Write all of them."""
    with plain_style():
        for name, (kind, path, options) in PROBLEMS.items():
            solution = jd.solve(jd.read_problem(MODELS / f"{path}.toml"))
            save(name, draw(kind, solution, **options))
        save("geometry", geometry())
        for kind, path in QUEUES.items():
            save(kind, draw(kind, jd.read_queue(MODELS / "queue" / f"{path}.toml")))


if __name__ == "__main__":
    main()
