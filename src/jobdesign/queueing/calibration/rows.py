"""The rows of a log while they are checked, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from jobdesign.empty_cells import is_absent
from jobdesign.errors import InputError
from jobdesign.queueing.calibration.arrival_times import ArrivalTimes, Clock, read_arrival_times
from jobdesign.queueing.calibration.columns import Columns
from jobdesign.queueing.calibration.repeats import repeated_rows
from jobdesign.queueing.calibration.rework_links import first_cases
from jobdesign.workflow import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BadRows", "Rows"]

Mask = npt.NDArray[np.bool_]
BadRows = Literal["refuse", "drop"]

_YES = frozenset({"1", "1.0", "true", "yes"})
_NO = frozenset({"0", "0.0", "false", "no"})


class Rows:
    """Rows that break a rule stop the reading, or are left out and counted by reason.

    Parameters
    ----------
    frame
        One row a case or a piece of rework.
    columns
        Which column holds what.
    bad_rows
        What to do with rows that break a rule.
    pd
        The module pandas.
    """

    def __init__(self, frame: pd.DataFrame, columns: Columns, bad_rows: BadRows, pd: Any) -> None:
        self.frame = frame.reset_index(drop=True)
        whole = all(isinstance(label, (int, np.integer)) for label in frame.index)
        self.numbers = [i + 1 for i in (frame.index if whole else range(len(frame)))]
        self.columns = columns
        self.drop = bad_rows == "drop"
        self.pd = pd
        self.good: Mask = np.ones(len(frame), dtype=bool)
        #: Rows of cases that arrived, though the row may be of no use for anything else.
        self.arrived: Mask = np.ones(len(frame), dtype=bool)
        #: Rows whose id stands in an earlier one.
        self.again: Mask = np.zeros(len(frame), dtype=bool)
        self.dropped: dict[str, int] = {}

    def cells(self, what: str) -> Any:
        """Return a column by what it holds."""
        return self.frame[getattr(self.columns, what)]

    def text(self, what: str, labels: tuple[str, ...] = ()) -> Any:
        """Return a column as stripped text, empty where there is nothing.

        What programs write for nothing (NULL, n/a) is nothing, but for given labels.
        """
        cells = self.cells(what)
        text = cells.astype("str").where(cells.notna(), "").str.strip()
        absent = [cell for cell in text.unique() if is_absent(cell) and cell not in labels]
        return text.mask(text.isin(absent), "")

    def filled(self, what: str) -> Mask:
        """Return where a column has something."""
        return np.asarray(self.text(what) != "", dtype=bool)

    def count(self, reason: str, rows: int) -> None:
        """Remember how many rows were left out."""
        if rows:
            self.dropped[reason] = self.dropped.get(reason, 0) + rows

    def name(self, i: int, what: str) -> str:
        """Say where a cell stands."""
        return f"row {self.numbers[i]}: {getattr(self.columns, what)}"

    def refuse(
        self, bad: Mask, what: str, rule: str, fix: str, *, no_arrival: bool = False
    ) -> None:
        """Stop at the first bad row, or leave all of them out.

        With `no_arrival` they do not count as arrivals either: another queue's, or the
        same case twice, or nobody knows when.
        """
        if no_arrival:
            self.arrived &= ~bad
        bad = bad & self.good
        if not bad.any():
            return
        if not self.drop:
            i = int(np.argmax(bad))
            value = self.cells(what).iloc[i]
            if isinstance(value, np.generic):
                value = value.item()
            raise InputError(rule, place=self.name(i, what), value=value, fix=fix)
        self.count(f"{getattr(self.columns, what)} {rule}", int(bad.sum()))
        self.good &= ~bad

    def times(self, what: str, empty: float | None = None) -> Array:
        """Return a column of times ≥ 0."""
        text = self.text(what)
        numbers = self.pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
        missing = np.asarray(text == "", dtype=bool)
        if empty is None:
            self.refuse(missing, what, "is missing", "fill it in, or drop such rows")
        else:
            numbers = np.where(missing, empty, numbers)
            missing = np.zeros_like(missing)
        bad = ~missing & ~np.isfinite(numbers)
        self.refuse(bad, what, "must be a number", "write 12.5, without a unit")
        self.refuse(numbers < 0, what, "must be ≥ 0", "check how the time was taken")
        return np.where(np.isfinite(numbers), numbers, 0.0)

    def windows(self, cases: Mask) -> npt.NDArray[np.int64]:
        """Return the number of each row's open period."""
        if self.columns.window is None:
            return np.zeros(len(self.frame), dtype=np.int64)
        text = self.text("window")
        empty = np.asarray(text == "", dtype=bool) & cases
        self.refuse(empty, "window", "is missing", "name the period", no_arrival=True)
        return np.asarray(self.pd.factorize(text)[0], dtype=np.int64)

    def routes(self, cases: Mask, manual: str, assisted: str) -> Mask:
        """Return which rows went the assisted route."""
        if manual == assisted:
            raise InputError("must differ", place="labels of the routes", value=manual)
        if self.columns.route is None:
            return np.zeros(len(self.frame), dtype=bool)
        text = self.text("route", (manual, assisted))
        known = np.asarray(text.isin([manual, assisted]), dtype=bool)
        rule = f"must be {manual} or {assisted}"
        fix = "name the log's own labels as manual= and assisted=, or drop such rows"
        # cases with another label are those of another queue
        empty = np.asarray(text == "", dtype=bool)
        self.refuse(cases & ~known & ~empty, "route", rule, fix, no_arrival=True)
        self.refuse(cases & empty, "route", rule, fix)
        return np.asarray(text == assisted, dtype=bool)

    def arrivals(self, cases: Mask, clock: Clock, seconds: float, unit: str) -> ArrivalTimes:
        """Return the times of arrival; rework may have none."""
        missing = ~self.filled("arrival")
        fix = "fill it in, or drop such rows"
        self.refuse(missing & cases, "arrival", "is missing", fix, no_arrival=True)
        cells = self.cells("arrival")
        if not self.pd.api.types.is_datetime64_any_dtype(cells):
            cells = self.text("arrival")
        cells = cells.set_axis([n - 1 for n in self.numbers])
        found = read_arrival_times(cells, self.pd, clock, seconds, unit)
        self.refuse(found.unread, "arrival", found.rule, found.fix, no_arrival=True)
        rule = "is what programs write where no time is known"
        self.refuse(found.nothing & cases, "arrival", rule, fix, no_arrival=True)
        return found

    def ids(self) -> None:
        """Refuse ids that are missing where links need them, or that stand twice."""
        if self.columns.case is None:
            return
        text = self.text("case")
        empty = np.asarray(text == "", dtype=bool)
        if self.columns.rework_of is not None:
            self.refuse(empty, "case", "is missing", "give every row an id")
        again = np.asarray(text.duplicated(), dtype=bool) & ~empty
        self.again = again
        self.refuse(
            again,
            "case",
            "stands in an earlier row already",
            "give every row its own id, or drop such rows",
            no_arrival=True,
        )

    def repeats(self) -> int:
        """Return how many rows say what another says, ids aside."""
        when = self._joined("arrival", "rework_of")
        what = self._joined("service", "route", "escaped", "rework_time", "window")
        kept = np.flatnonzero(self.good & self.filled("arrival")).tolist()
        return repeated_rows([when[i] for i in kept], [what[i] for i in kept])

    def _joined(self, *names: str) -> list[tuple[str, ...]]:
        used = [self.text(name) for name in names if getattr(self.columns, name) is not None]
        return list(zip(*used, strict=True))

    def flags(self, cases: Mask) -> tuple[Mask, Array]:
        """Return which cases escaped review, and their rework, from columns of the case."""
        nothing = np.zeros(len(self.frame), dtype=bool), np.zeros(len(self.frame))
        if self.columns.rework_time is None:
            return nothing
        rework = self.times("rework_time", empty=0.0)
        if self.columns.escaped is None:
            return rework > 0.0, rework
        text = self.text("escaped").str.lower()
        yes = np.asarray(text.isin(_YES), dtype=bool)
        no = np.asarray(text.isin(_NO), dtype=bool)
        self.refuse(
            cases & ~yes & ~no,
            "escaped",
            "must be 1 or 0, true or false, yes or no",
            "0 where no error came back",
        )
        empty = ~self.filled("rework_time")
        self.refuse(yes & empty, "rework_time", "is missing where an error escaped", "fill it in")
        self.refuse(
            no & (rework > 0.0), "rework_time", "must be 0 where nothing escaped", "check escaped"
        )
        return yes, rework

    def links(self, is_rework: Mask, arrival: Array) -> npt.NDArray[np.int64]:
        """Return for each row the row of the case it belongs to."""
        ids = self.text("case")
        # of rows that stand twice only the first counts
        positions = {id_: i for i, id_ in reversed(list(enumerate(ids)))}
        targets = self.text("rework_of").map(positions)
        found = np.asarray(targets.notna(), dtype=bool)
        self.refuse(
            is_rework & ~found, "rework_of", "is the id of no row", "check the id of the case"
        )
        own = np.arange(len(self.frame))
        parents = np.where(is_rework & found, targets.fillna(-1).to_numpy(dtype=np.int64), own)
        ends = first_cases(parents)
        self.refuse(
            is_rework & (ends < 0), "rework_of", "leads in a circle", "link it to the first case"
        )
        ends = np.where(ends < 0, own, ends)
        with np.errstate(invalid="ignore"):
            early = is_rework & (arrival < arrival[ends])
        self.refuse(
            early, "arrival", "must not be before that of the case it belongs to", "check both"
        )
        orphans = is_rework & self.good & (~self.good[ends] | (ends == own))
        self.count("rework of a row that was left out", int(orphans.sum()))
        self.good &= ~orphans
        return ends
