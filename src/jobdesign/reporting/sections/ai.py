"""What AI changes: the short run, the long run, and more of its quality."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jobdesign.plotting.curves import plot_curve
from jobdesign.plotting.ribbon import plot_ribbon
from jobdesign.reporting.elements import Markup, element, paragraph, section, table
from jobdesign.reporting.figures import figure
from jobdesign.tables.horizons import TITLES
from jobdesign.tables.numbers import column, number
from jobdesign.tables.thresholds import changes

if TYPE_CHECKING:
    from jobdesign.analysis.horizons.comparison import Horizons
    from jobdesign.analysis.reorganisation import Thresholds

__all__ = ["horizons_section", "thresholds_section"]

_TITLE = "When AI gets better"
#: Pieces listed on each side of the present quality.
_MOST_PIECES = 5


def horizons_section(found: Horizons) -> Markup:
    """Return the four organisations side by side, and where the gain comes from."""
    cells = found.organisations
    base = found.given.cost
    known = 0.0 < base < math.inf
    rows = list(cells.values())
    parts = found.decomposition
    notes = [
        f"{TITLES[name]}: no design ({' '.join(cell.reason.split())})."
        for name, cell in cells.items()
        if cell.design is None
    ]
    if found.short_run.overstretched_jobs:
        count = found.short_run.overstretched_jobs
        notes.append(
            f"In the short run {count} {'job asks' if count == 1 else 'jobs ask'} for more skill "
            "than was hired."
        )
    if not found.proved:
        notes.append("Not all of these costs are proved optimal.")
    return section(
        "What AI changes",
        paragraph(
            "In the short run jobs and wages stay as they are without AI; in the long run jobs are "
            "redesigned, and wages follow the skills that they ask for."
        ),
        table(
            {
                "Organisation": [TITLES[name] for name in cells],
                "Cost": column([cell.cost for cell in rows]),
                "Against the first": [
                    f"{cell.cost / base - 1.0:+.1%}" if known and cell.cost < math.inf else "–"
                    for cell in rows
                ],
                "Time": column([cell.total_time for cell in rows]),
                "Highest skill": column([cell.highest_skill for cell in rows]),
                "Jobs": ["–" if cell.design is None else str(cell.jobs) for cell in rows],
                "Tasks": ["–" if cell.design is None else str(cell.tasks) for cell in rows],
            },
            words=["Organisation"],
            caption="Four ways to organise the workflow",
        ),
        table(
            {
                "Where the gain comes from": [
                    "Better jobs, without AI",
                    "AI in the jobs that there are",
                    "Redesign for AI, beyond the first",
                    "Together",
                ],
                "Saves": column(
                    [
                        parts.redesign_without_ai,
                        parts.ai_in_given_jobs,
                        parts.redesign_for_ai,
                        parts.gain,
                    ]
                ),
            },
            words=["Where the gain comes from"],
        ),
        [element("p", note, class_="note") for note in notes],
    )


def thresholds_section(found: Thresholds | str, alpha: float) -> Markup:
    """Return where the design changes as the quality of the AI, alpha, moves."""
    if isinstance(found, str):
        return section(_TITLE, paragraph(found))
    count = len(found.thresholds)
    if all(piece.design is None for piece in found):
        return section(_TITLE, paragraph("No design keeps all constraints at any alpha."))
    above = [value for value in found.thresholds.tolist() if value > alpha]
    following = f" The next is at {number(above[0])}." if above else " There is none above it."
    here = found.pieces.index(found.at(min(max(alpha, found[0].low), found[-1].high)))
    first = max(0, here - _MOST_PIECES)
    shown = range(first, min(len(found), here + _MOST_PIECES + 1))
    designs = [piece.design for piece in found]
    rows = [found[k].to_dict() for k in shown]
    blank = math.inf

    def costs(end: str) -> list[str]:
        return column([blank if row[end] is None else row[end] for row in rows])

    listing = table(
        {
            "From": column([row["low"] for row in rows]),
            "To": column([row["high"] for row in rows]),
            "Cost from": costs("cost_at_low"),
            "Cost to": costs("cost_at_high"),
            "Changes at its start": [
                "–" if k == 0 else changes(designs[k - 1], designs[k], found.step_names)
                for k in shown
            ],
        },
        words=["Changes at its start"],
        caption="All ranges with one design each"
        if len(shown) == len(found)
        else f"The ranges nearest to alpha {number(alpha)}, of {len(found)}",
    )
    return section(
        _TITLE,
        paragraph(
            f"The quality of the AI is alpha = {number(alpha)}. As it moves from 0 to 1 the "
            f"cheapest design changes {count} {'time' if count == 1 else 'times'}.{following}"
        ),
        figure(plot_ribbon(found), "ribbon", "How each step is done best, over alpha."),
        figure(plot_curve(found), "curve", "The cost of the cheapest design over alpha."),
        listing,
    )
