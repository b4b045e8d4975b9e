"""Short run and long run side by side, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column

if TYPE_CHECKING:
    from jobdesign.analysis.horizons.comparison import Horizons
    from jobdesign.analysis.horizons.organisations import Organisation

__all__ = ["TITLES", "horizons_text"]

#: What each organisation is called.
TITLES = {
    "given": "As it is, by hand",
    "without_ai": "Redesigned, by hand",
    "short_run": "Short run: AI, same jobs and wages",
    "long_run": "Long run: AI, redesigned",
}


def horizons_text(horizons: Horizons) -> str:
    """Return one row an organisation, their designs, and where the gain comes from."""
    console = new_console()
    title = horizons.problem.name or "Workflow"
    console.print(Text(f"{title}: short run and long run"), soft_wrap=True)
    console.print()
    cells = horizons.organisations
    rows = list(cells.values())
    table = make_table(
        {
            "Organisation": [TITLES[name] for name in cells],
            "Cost": column([cell.cost for cell in rows]),
            "Time": column([cell.total_time for cell in rows]),
            "Σ skill": column([cell.total_skill for cell in rows]),
            "Highest": column([cell.highest_skill for cell in rows]),
            "Jobs": [_count(cell, cell.jobs) for cell in rows],
            "Tasks": [_count(cell, cell.tasks) for cell in rows],
        },
        words=["Organisation"],
    )
    print_table(console, table)
    console.print()
    for name, cell in cells.items():
        console.print(Text(f"{TITLES[name]}: {_design(cell)}"), soft_wrap=True)
    stretched = horizons.short_run.overstretched_jobs
    if stretched:
        many = "1 job asks" if stretched == 1 else f"{stretched} jobs ask"
        console.print(
            Text(f"In the short run {many} for more skill than was hired."), soft_wrap=True
        )
    console.print()
    parts = horizons.decomposition
    print_table(
        console,
        make_table(
            {
                "Where the gain comes from": [
                    "Redesign without AI",
                    "AI in the given jobs",
                    "Redesign for AI, beyond the first",
                    "Together",
                    "AI first: AI in the given jobs",
                    "  wages follow the skills",
                    "  then redesign",
                    "Redesign first: redesign without AI",
                    "  AI in these jobs",
                    "  then redesign again",
                ],
                "Saves": column(
                    [
                        parts.redesign_without_ai,
                        parts.ai_in_given_jobs,
                        parts.redesign_for_ai,
                        parts.gain,
                        parts.ai_in_given_jobs,
                        parts.wages_follow,
                        parts.redesign_with_ai,
                        parts.redesign_without_ai,
                        parts.ai_in_redesigned_jobs,
                        parts.redesign_again,
                    ]
                ),
            },
            words=["Where the gain comes from"],
        ),
    )
    if not horizons.proved:
        console.print(Text("Not all of these costs are proved optimal."))
    return text_of(console)


def _count(cell: Organisation, count: int) -> str:
    return "–" if cell.design is None else str(count)


def _design(cell: Organisation) -> str:
    if cell.design is None:
        return f"{cell.status.replace('_', ' ')} ({' '.join(cell.reason.split())})"
    few = len(cell.design) <= 30
    text = str(cell.design) if few else repr(cell.design).removeprefix("Design")
    return text if cell.status == "optimal" else f"{text} ({cell.status})"
