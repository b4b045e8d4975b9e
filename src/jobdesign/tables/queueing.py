"""Queues as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import number

if TYPE_CHECKING:
    from jobdesign.queueing.many_servers import ManyServerQueue
    from jobdesign.queueing.problem import QueueProblem
    from jobdesign.queueing.waiting import Queue

__all__ = ["many_servers_text", "queue_heading", "queue_text"]


def queue_heading(problem: QueueProblem, otherwise: str) -> str:
    """Return the line above what is said of a queue: its name, or another, rate and unit."""
    unit = f" ({problem.time_unit})" if problem.time_unit else ""
    rate = number(problem.arrival_rate)
    return f"{problem.name or otherwise}: {rate} arrivals a unit of time{unit}"


def queue_text(queue: Queue) -> str:
    """Return a queue's load and waits, one a row."""
    factors = queue.factors
    rows = {
        "arrival rate": queue.arrival_rate,
        "utilisation": queue.utilisation,
        "mean wait": queue.mean_wait,
        "= congestion": factors.congestion,
        "× variability": factors.variability,
        "× service": factors.service,
        "mean time in system": queue.mean_time_in_system,
        "mean number waiting": queue.mean_number_waiting,
        "mean number in system": queue.mean_number_in_system,
    }
    return _text(rows, queue.is_stable, f"Mean wait: {queue.formula}.")


def many_servers_text(queue: ManyServerQueue) -> str:
    """Return the load and waits of several servers, one a row."""
    rows = {
        "servers": queue.servers,
        "arrival rate": queue.arrival_rate,
        "utilisation": queue.utilisation,
        "probability of waiting": queue.waiting_probability,
        "mean wait": queue.mean_wait,
        "mean time in system": queue.mean_time_in_system,
        "mean number waiting": queue.mean_number_waiting,
        "mean number in system": queue.mean_number_in_system,
    }
    return _text(rows, queue.is_stable, f"Mean wait: {queue.formula}.")


def _text(rows: dict[str, float], stable: bool, note: str) -> str:
    console = new_console()
    cells = {"Queue": list(rows), "": [number(value) for value in rows.values()]}
    print_table(console, make_table(cells, words=["Queue"]))
    console.print()
    unstable = "Unstable: work arrives at least as fast as it can be done."
    console.print(Text(note if stable else unstable), soft_wrap=True)
    return text_of(console)
