"""Which kinds of tasks go to AI, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column, number, percent
from jobdesign.tables.queueing import queue_heading

if TYPE_CHECKING:
    from jobdesign.queueing.problem import QueueProblem
    from jobdesign.queueing.routing import TaskRouting

__all__ = ["routing_text"]


def routing_text(found: TaskRouting, problem: QueueProblem) -> str:
    """Return one row a kind of task, and what the best common share would give."""
    console = new_console()
    console.print(Text(queue_heading(problem, "Kinds of tasks")), soft_wrap=True)
    console.print()
    kinds = problem.types
    shares = ["–"] * len(kinds) if found.shares is None else [percent(x) for x in found.shares]
    table = {
        "Type": list(found.names),
        "Rate": column([kind.arrival_rate for kind in kinds]),
        "By hand": column([kind.manual.mean for kind in kinds]),
        "Variation²": column([kind.manual.squared_variation for kind in kinds]),
        "With AI": column([kind.assisted.mean for kind in kinds]),
        "AI's variation²": column([kind.assisted.squared_variation for kind in kinds]),
        "To AI": shares,
    }
    print_table(console, make_table(table, words=["Type"]))
    console.print()
    if found.shares is None:
        console.print(Text("No routing keeps the queue stable."), soft_wrap=True)
        return text_of(console)
    assert found.overall_share is not None
    overall = percent(found.overall_share)
    text = f"Mean wait {number(found.mean_wait)} with {overall} of all tasks to AI"
    common = found.common
    if common.share is None:
        text += "; no common share keeps the queue stable."
    else:
        wait = number(common.mean_wait)
        text += f"; {wait} with the best common share, {percent(common.share)}."
    console.print(Text(text), soft_wrap=True)
    return text_of(console)
