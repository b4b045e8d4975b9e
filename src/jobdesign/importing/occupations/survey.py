"""All occupations at once: exposure, reversals and gain of each, as a table."""

from __future__ import annotations

import csv
import io
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from jobdesign.analysis.exposure.measures import Exposure, measure_exposure
from jobdesign.arguments import FUNCTION, LISTED, PATH, takes
from jobdesign.errors import InputError
from jobdesign.files.text import write_bytes, write_text
from jobdesign.importing.extras import load
from jobdesign.importing.names import clean_name
from jobdesign.importing.occupations.order import Placed
from jobdesign.importing.occupations.sources import Sources, Success
from jobdesign.importing.occupations.steps import import_occupation
from jobdesign.importing.summary import Imported
from jobdesign.problem import Problem

__all__ = ["Occupation", "Survey", "survey_occupations"]

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Occupation:
    """What AI does to the work of one occupation, in the long run.

    Attributes
    ----------
    soc, title
        Of O*NET.
    steps, steps_ai_can_do
        Numbers of tasks.
    wage, wage_known_from
        Dollars an hour; see `Wage.kind`.
    exposed, done_with_ai, automated
        Shares of the steps that AI does cheaper alone, that the optimum gives to AI,
        and that nobody checks there.
    reversals_to_ai, reversals_to_hand
        Steps the optimum does with AI though manual work is cheaper alone, and the opposite.
    jobs_by_hand, jobs
        Numbers of jobs without and with AI.
    cost_by_hand, cost, gain
        Dollars a week of one person's work, without and with AI, and the share saved.
    status
        Of the solution.
    """

    soc: str
    title: str
    steps: int
    steps_ai_can_do: int
    wage: float
    wage_known_from: str
    exposed: float
    done_with_ai: float
    automated: float
    reversals_to_ai: int
    reversals_to_hand: int
    jobs_by_hand: int
    jobs: int
    cost_by_hand: float
    cost: float
    gain: float
    status: str

    @classmethod
    def of(cls, soc: str, wage_known_from: str, wage: float, problem: Problem) -> Occupation:
        """Measure one."""
        found = measure_exposure(problem)
        by_hand, cost = _costs(found)
        return cls(
            soc=soc,
            title=problem.name,
            steps=len(problem.workflow),
            steps_ai_can_do=int(np.count_nonzero(problem.workflow.ai_success)),
            wage=wage,
            wage_known_from=wage_known_from,
            exposed=found.task_level.steps,
            done_with_ai=found.job_level.steps,
            automated=found.automated.steps,
            reversals_to_ai=len(found.to_ai),
            reversals_to_hand=len(found.to_hand),
            jobs_by_hand=0 if found.width_without_ai is None else found.width_without_ai.jobs,
            jobs=0 if found.width is None else found.width.jobs,
            cost_by_hand=by_hand,
            cost=cost,
            gain=1.0 - cost / by_hand if by_hand else 0.0,
            status=found.solution.status,
        )


@dataclass(frozen=True, eq=False)
class Survey:
    """A table of occupations.

    Attributes
    ----------
    rows
        One an occupation, in the order of codes.
    sources
        Of which release the files are, and what was taken of them, a line each.
    """

    rows: tuple[Occupation, ...]
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "sources": list(self.sources),
            "wages_known_from": self.wages,
            "occupations": [asdict(row) for row in self.rows],
        }

    @property
    def wages(self) -> dict[str, int]:
        """How many wages are known in which way."""
        return dict(Counter(row.wage_known_from for row in self.rows).most_common())

    def write(self, path: str | Path) -> None:
        """Write the table as CSV or Parquet, as the ending says.

        Raises
        ------
        InputError
            Where the ending is another, or the file cannot be written.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix == ".csv":
            write_text(path, self._as_csv())
        elif suffix == ".parquet":
            arrow, parquet = load("pyarrow", "Parquet"), load("pyarrow.parquet", "Parquet")
            columns = {name: [getattr(row, name) for row in self.rows] for name in _NAMES}
            out = io.BytesIO()
            parquet.write_table(arrow.table(columns), out)
            write_bytes(path, out.getvalue())
        else:
            raise InputError("must end in .csv or .parquet", source=str(path))

    def _as_csv(self) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_NAMES)
        writer.writerows(astuple(row) for row in self.rows)
        return out.getvalue()

    def __str__(self) -> str:
        from jobdesign.tables.occupations import survey_text

        return survey_text(self)


_NAMES = tuple(field.name for field in fields(Occupation))


@takes(data=(*PATH, Sources), only=LISTED, each=FUNCTION)
def survey_occupations(
    data: str | Path | Sources,
    *,
    orders: dict[str, list[Placed]] | None = None,
    success: Success = "completion_ai",
    only: Iterable[str] | None = None,
    each: Callable[[str, Imported], None] | None = None,
) -> Survey:
    """Import, solve and measure all occupations.

    Parameters
    ----------
    data
        The folder of the source files, or what `Sources.read` made of it.
    orders
        Tasks in order, by O*NET-SOC code; the rest by kind of work activity.
    success
        As in `import_occupation`.
    only
        Codes or titles; by default every occupation that has tasks.
    each
        Is handed every code and what was imported, to write it, say.

    Raises
    ------
    InputError
        Where a file is missing or wrong.
    """
    sources = data if isinstance(data, Sources) else Sources.read(data)
    strangers = [soc for soc in orders or {} if soc not in sources.tasks_of]
    if strangers:
        raise InputError("has an order but no tasks", place="occupation", value=strangers[0])
    wanted = sources.tasks_of if only is None else [sources.find(name) for name in only]
    rows = []
    for soc in sorted(wanted):
        imported = import_occupation(soc, sources, order=(orders or {}).get(soc), success=success)
        if each is not None:
            each(soc, imported)
        wage = sources.wage(soc)
        rows.append(Occupation.of(soc, wage.kind, wage.hourly, imported.problem))
        _LOGGER.debug("%s: %s", soc, clean_name(rows[-1].title))
    return Survey(tuple(rows), sources.said)


def _costs(found: Exposure) -> tuple[float, float]:
    without = found.without_ai
    return (np.nan if without is None else without.cost), found.solution.cost
