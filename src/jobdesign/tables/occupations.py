"""A survey of occupations as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, shown_rows, text_of
from jobdesign.tables.numbers import column

if TYPE_CHECKING:
    from jobdesign.importing.occupations.survey import Occupation, Survey

__all__ = ["survey_text"]

_LONGEST_TITLE = 40


def survey_text(survey: Survey) -> str:
    """Return one row an occupation, those that gain most first, and where wages come from."""
    console = new_console()
    ranked = sorted(survey.rows, key=lambda row: (-row.gain, row.soc))
    rows = [ranked[i] for i in shown_rows(len(ranked))]
    table = make_table(
        {
            "SOC": [row.soc for row in rows],
            "Occupation": [_short(row) for row in rows],
            "Steps": [str(row.steps) for row in rows],
            "Exposed": [_percent(row.exposed) for row in rows],
            "With AI": [_percent(row.done_with_ai) for row in rows],
            "Reversals": [f"{row.reversals_to_ai}+{row.reversals_to_hand}" for row in rows],
            "Jobs": [f"{row.jobs_by_hand}→{row.jobs}" for row in rows],
            "By hand": column([row.cost_by_hand for row in rows]),
            "Cost": column([row.cost for row in rows]),
            "Gain": [_percent(row.gain) for row in rows],
        },
        words=["SOC", "Occupation"],
        count=len(ranked),
    )
    print_table(console, table)
    console.print()
    console.print(
        Text(
            f"{len(ranked)} occupations. Reversals: steps done with AI though dearer alone, and "
            "the opposite. Wages known from: "
            + ", ".join(f"{kind} {count}" for kind, count in survey.wages.items())
            + "."
        )
    )
    for line in survey.sources:
        console.print(Text(f"- {line}"), soft_wrap=True)
    return text_of(console)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _short(row: Occupation) -> str:
    title = row.title
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
