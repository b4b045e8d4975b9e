"""In which order an occupation's tasks are done: given, or assumed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from jobdesign.importing.names import shortened, unique_names
from jobdesign.importing.occupations.source_files import plain_id, read_rows, soc_code
from jobdesign.importing.occupations.sources import Sources

__all__ = ["Placed", "assumed_order", "read_order"]

#: O*NET's four kinds of work activities, in the order in which work uses them.
_PHASES = {
    "4.A.1": "information input",
    "4.A.2": "mental processes",
    "4.A.3": "work output",
    "4.A.4": "interacting with others",
}
_UNCLASSIFIED = "unclassified"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A task in its place."""

    phase: str
    task: str
    name: str


def read_order(path: str | Path) -> dict[str, list[Placed]]:
    """Read orders by occupation from a CSV file with soc, phase, task_id, name.

    Raises
    ------
    InputError
        Where it has no such columns.
    """
    orders: dict[str, list[Placed]] = {}
    for row in read_rows(Path(path), ("soc", "phase", "task_id", "name")):
        placed = Placed(row["phase"], plain_id(row["task_id"]), row["name"])
        orders.setdefault(soc_code(row["soc"]), []).append(placed)
    return orders


def assumed_order(sources: Sources, soc: str) -> list[Placed]:
    """Order tasks by kind of work activity: take in, think, make, deal with others.

    A task of several kinds goes to the most frequent one, the earlier in a tie; within a
    kind O*NET's own order stays.
    """
    phases = [_phase(sources.groups.get(task, ())) for task in sources.tasks_of[soc]]
    names = [
        shortened(sources.tasks[task]["Task"], _LONGEST_NAME) for task in sources.tasks_of[soc]
    ]
    order = [*_PHASES.values(), _UNCLASSIFIED]
    placed = [
        Placed(phase, task, name)
        for phase, task, name in zip(
            phases, sources.tasks_of[soc], unique_names(names), strict=True
        )
    ]
    return sorted(placed, key=lambda one: order.index(one.phase))


def _phase(activities: tuple[str, ...]) -> str:
    kinds = Counter(iwa[:5] for iwa in activities if iwa[:5] in _PHASES)
    if not kinds:
        return _UNCLASSIFIED
    return _PHASES[min(kinds, key=lambda kind: (-kinds[kind], kind))]
