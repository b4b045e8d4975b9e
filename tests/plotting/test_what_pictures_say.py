"""What a picture shows is what was computed."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import layout
import numpy as np
import pictures
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch, Rectangle

import jobdesign as jd
from jobdesign.design import Mode
from jobdesign.errors import InputError
from jobdesign.methods.brute_force import all_designs
from jobdesign.plotting import style
from jobdesign.plotting.curves import plot_curve
from jobdesign.plotting.graph import plot_graph
from jobdesign.plotting.kinds import KINDS, draw
from jobdesign.plotting.price_map import plot_prices
from jobdesign.plotting.ribbon import plot_ribbon
from lengths import first
from problems import random_problem

COLOURS = {
    Mode.MANUAL: style.BY_HAND,
    Mode.AUGMENTED: style.AUGMENTED,
    Mode.AUTOMATED: style.AUTOMATED,
}


@pytest.mark.parametrize("m", [1, 2, 5, 17])
def test_layers_have_a_box_for_each_step_task_and_job(m: int) -> None:
    solution = pictures.solved(m)
    design = solution.design
    boxes = [p for p in draw("layers", solution).patches if isinstance(p, FancyBboxPatch)]
    assert len(boxes) == m + len(design.tasks) + len(design.jobs)
    steps = [to_rgb(box.get_facecolor()) for box in boxes[:m]]
    assert steps == [to_rgb(COLOURS[Mode(mode)]) for mode in design.modes.tolist()]


def test_layers_of_many_steps_say_so() -> None:
    solution = jd.solve(pictures.workflow_of(401))
    with pytest.raises(InputError, match="at most 400 steps; geometry draws any number"):
        solution.plot("layers")
    assert solution.plot("geometry").patches


@pytest.mark.parametrize("view", ["steps", "tasks", "jobs"])
@pytest.mark.parametrize("m", [1, 5, 20])
def test_the_area_of_a_box_is_the_wage_bill(m: int, view: str) -> None:
    solution = pictures.solved(m)
    axes = solution.plot("geometry", view=view)
    outlines = [p for p in axes.patches if not p.get_fill()]
    areas = [p.get_width() * p.get_height() for p in outlines]
    np.testing.assert_allclose(areas, solution.evaluation.job_wage_bill, rtol=1e-12)
    assert sum(areas) == pytest.approx(solution.cost, rel=1e-12)
    cells = {
        "steps": m,
        "tasks": len(solution.design.tasks),
        "jobs": len(solution.design.jobs),
    }[view]
    filled = [p for p in axes.patches if p.get_fill()]
    assert len(filled) == cells + len(outlines)  # and one hand-off a job


def test_nothing_is_said_of_areas_where_wages_follow_another_rule(models) -> None:
    plain = pictures.solved(5).plot("geometry")
    assert "wage bill" in plain.get_xlabel()
    problem = jd.read_problem(models / "constrained" / "technical-writers-wage-floor.toml")
    assert "wage bill" not in jd.solve(problem).plot("geometry").get_xlabel()


@pytest.mark.parametrize("seed", first(1, range(6, 11)))
def test_extremes_can_be_drawn(seed: int) -> None:
    """Zero and infinite times, steps that only one can do, magnitudes that differ."""
    rng = np.random.default_rng(seed)
    solution = jd.solve(random_problem(rng, int(rng.integers(1, 8))))
    for kind in ("layers", "geometry", "prices", "graph"):
        assert solution.plot(kind).has_data()


def test_nothing_to_do_can_be_drawn() -> None:
    nothing = jd.Problem(jd.Workflow.from_arrays(manual_skill=[0, 0], manual_time=[0, 0]))
    for kind in ("layers", "geometry", "prices", "graph"):
        assert jd.solve(nothing).plot(kind).has_data()


def test_names_are_no_formulas() -> None:
    """A dollar sign starts no mathematics."""
    workflow = jd.Workflow.from_arrays(manual_skill=[1, 2], manual_time=1.0, names=["$x^2$", "$_{"])
    solution = jd.solve(jd.Problem(workflow, name="$a_{$"))
    for kind in ("layers", "geometry", "prices", "graph"):
        solution.plot(kind).figure.draw_without_rendering()


def test_prices_are_written_in_their_cells() -> None:
    solution = pictures.solved(5)
    prices = jd.decision_prices(solution.problem)
    axes = plot_prices(prices)
    table = np.hstack((prices.mode_price, prices.handoff_price))
    written = {
        (int(y), int(x)): text.get_text() for text in axes.texts for x, y in [text.get_position()]
    }
    dots = {(int(y), int(x)) for x, y in zip(*axes.lines[0].get_data(), strict=True)}
    for step, column in np.ndindex(5, 5):
        chosen = (
            solution.design.modes[step] == column
            if column < 3
            else (step in solution.design.job_ends) == (column == 4)
        )
        assert ((step, column) in dots) == chosen
        if not chosen:
            price = table[step, column]
            text = written[step, column]
            assert text == "×" if np.isinf(price) else float(text) == pytest.approx(price, rel=1e-3)


def test_the_ribbon_has_the_mode_of_the_optimum_everywhere() -> None:
    found = pictures.thresholds(5)
    axes = plot_ribbon(found)
    bands = [p for p in axes.patches if isinstance(p, Rectangle)]
    for alpha in np.random.default_rng(1).uniform(0.02, 1, 25):
        design = jd.solve(pictures.workflow_of(5, alpha=alpha)).design
        for step in range(5):
            (band,) = [
                p for p in bands
                if p.get_y() == step and p.get_x() <= alpha < p.get_x() + p.get_width()
            ]  # fmt: skip
            colour = COLOURS[Mode(int(design.modes[step]))]
            assert to_rgb(band.get_facecolor()) == to_rgb(colour)


def test_the_curve_is_the_cost_of_the_optimum_and_the_benefit_its_slope() -> None:
    found = pictures.thresholds(5)
    cost = plot_curve(found)
    points = np.hstack([line.get_data() for line in cost.lines if len(line.get_xdata()) > 2])
    for alpha, height in points.T[5::90]:
        optimum = jd.solve(pictures.workflow_of(5, alpha=float(alpha)))
        assert height == pytest.approx(optimum.cost, rel=1e-9)
    benefit = plot_curve(found, quantity="marginal_benefit")
    for line, slope in zip(cost.lines, benefit.lines, strict=True):
        x, y = line.get_data()
        if len(x) > 20:
            middle = np.asarray(slope.get_ydata())[5:-5]
            np.testing.assert_allclose(-np.gradient(y, x)[5:-5], middle, rtol=0.05, atol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_curves_in_closed_form_are_those_of_the_evaluator(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = pictures.workflow_of(4, seed=seed)
    if seed % 2:  # wages with kinks, which are passed inside a piece
        schedule = [(0.0, 1.0), (1.5, 2.0), (3.0, 6.0), (40.0, 60.0)]
        problem = replace(problem, wages=jd.Wages(schedule=schedule))
    for parameter in ("alpha", "handoff_time", "manual_skill", "ai_time:2"):
        found = jd.thresholds(problem, parameter)
        for piece in found:
            values = np.sort(rng.uniform(piece.low, piece.high, 7))
            exact = [piece.cost(value) for value in values]
            np.testing.assert_allclose(piece.costs(values), exact, rtol=1e-10)
            slopes = [piece.marginal_benefit(value) for value in values]
            np.testing.assert_allclose(piece.marginal_benefits(values), slopes, rtol=1e-10)


def test_long_names_are_cut_to_their_boxes_and_keep_their_numbers() -> None:
    names = ["Traer informacion estudiante - banner", "Donaudampfschifffahrtsgesellschaft", "Pay"]
    workflow = jd.Workflow.from_arrays(manual_skill=[1] * 3, manual_time=[1] * 3, names=names)
    axes = jd.solve(jd.Problem(workflow)).plot("layers")
    written = [text.get_text().replace("\n", " ") for text in axes.texts]
    first, second, third = (text for text in written if re.match(r"[123] \w", text))
    assert first.startswith("1 Traer informacion")
    assert second.startswith("2 Donau")
    assert second.endswith("…")
    assert third == "3 Pay"
    assert layout.overlaps(axes) == []


def test_bands_of_long_workflows_are_of_like_length() -> None:
    rows = 60
    workflow = jd.Workflow.from_arrays(
        manual_skill=[1] * rows, manual_time=[1] * rows, handoff_time=[0] * rows
    )
    axes = jd.solve(jd.Problem(workflow)).plot("layers")
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    bottoms = [round(box.get_bbox().y0, 6) for box in boxes]
    counts = [bottoms.count(bottom) for bottom in sorted(set(bottoms))]
    assert sorted(counts) == [20] * 9  # steps, tasks and jobs of three bands


def test_the_graph_shows_the_jobs_of_all_designs_that_are_nearly_as_cheap() -> None:
    problem = pictures.workflow_of(5)
    best = jd.solve(problem)
    near = set()
    for modes, ends in zip(*all_designs(5), strict=True):
        design = jd.Design(modes, np.flatnonzero(ends))
        if jd.evaluate(problem, design).cost <= 1.1 * best.cost:
            near |= {(job.first, job.last + 1) for job in design.jobs}
    own = {(job.first, job.last + 1) for job in best.design.jobs}
    axes = plot_graph(problem)
    ends = {
        (round(line.get_xdata()[0]), round(line.get_xdata()[-1])): float(np.sum(line.get_ydata()))
        for line in axes.lines
    }
    assert {edge for edge, height in ends.items() if height > 0} == own
    assert {edge for edge, height in ends.items() if height < 0} == near - own
    bills = sorted(
        float(t.get_text()) for t in axes.texts if re.fullmatch(r"\d+\.\d+", t.get_text())
    )
    np.testing.assert_allclose(bills, np.sort(best.evaluation.job_wage_bill), rtol=1e-3)


def test_waits_are_those_of_the_routes() -> None:
    axes = draw("waits", pictures.queue("figure-4"))
    for line, (mean, second) in zip(axes.lines, [(1.0, 1.1), (0.85, 0.85**2 * 2.25)], strict=False):
        rate, wait = line.get_data()
        if len(rate) == 400:
            np.testing.assert_allclose(wait, rate * second / (2 * (1 - rate * mean)), rtol=1e-9)


def test_risk_left_by_review_is_at_most_the_threshold() -> None:
    queue = pictures.queue("figure-5-low-risk")
    axes = draw("review-rule", queue)
    _, left = axes.lines[1].get_data()
    threshold = queue.review.equilibria().chosen.threshold
    assert max(left) == pytest.approx(threshold, rel=1e-9)


def _lightness(colour: str, deficiency: np.ndarray | None = None) -> np.ndarray:
    """CIE L*a*b* of a colour, as seen with a deficiency (Machado et al. 2009, severity 1)."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if deficiency is not None:
        linear = np.clip(deficiency @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    t = to_xyz @ linear / np.array([0.9505, 1.0, 1.089])
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colours_are_told_apart_by_everybody(deficiency: str) -> None:
    """A difference of 2.3 is just noticeable; ours are many times that."""
    matrix = DEFICIENCIES[deficiency]
    modes = [style.BY_HAND, style.AUGMENTED, style.AUTOMATED, style.HANDOFF]
    for one, other in itertools.combinations(modes, 2):
        assert np.linalg.norm(_lightness(one, matrix) - _lightness(other, matrix)) > 15
    for one, other in itertools.combinations(style.LINES[:4], 2):
        assert np.linalg.norm(_lightness(one, matrix) - _lightness(other, matrix)) > 15


def test_modes_are_told_apart_in_grey() -> None:
    by_hand, augmented, automated, handoff = (
        _lightness(colour)[0]
        for colour in (style.BY_HAND, style.AUGMENTED, style.AUTOMATED, style.HANDOFF)
    )
    # automated steps are hatched as well
    assert min(abs(by_hand - augmented), abs(handoff - by_hand), abs(automated - augmented)) > 10


def test_letters_are_darker_or_lighter_than_their_ground() -> None:
    """At least 4.5 : 1, as WCAG 2 asks for."""

    def luminance(colour: str) -> float:
        return float(((_lightness(colour)[0] + 16) / 116) ** 3)

    pairs = [(style.INK, style.BY_HAND), (style.INK, style.AUTOMATED), ("white", style.AUGMENTED)]
    for one, other in pairs:
        low, high = sorted((luminance(one), luminance(other)))
        assert (high + 0.05) / (low + 0.05) > 4.5


def test_every_kind_has_a_baseline_and_the_name_it_is_found_by() -> None:
    for name, kind in KINDS.items():
        assert kind.name == name
        assert any(picture.startswith(name) for picture in pictures.PICTURES)
