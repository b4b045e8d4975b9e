"""Rows that sum up or average the steps above: told by the sheet itself, not by their names.

A row is no step where each of its numbers is computed from the column above, or equals its sum.
Names serve only to tell what else a row is whose numbers are none of that.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jobdesign.errors import InputError
from jobdesign.importing.sheets.cells import Cell

__all__ = ["NumberRow", "without_totals"]

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_OF_TABLE = re.compile(r"\w*\[[^@]*\]")
#: Functions of a whole column, as files name them in any language.
_FUNCTIONS = re.compile(
    r"(_XLFN\.)?(SUM|SUBTOTAL|AGGREGATE|AVERAGEA?|MEDIAN|MINA?|MAXA?|COUNTA?|ROUND(UP|DOWN)?|IFERROR|STDEV(\.[SP])?)\("
)
_FIRST_NUMBER = re.compile(r"(SUBTOTAL|AGGREGATE)\(\d+,(\d+,)?")
#: First words of what people call such rows; small letters.
_NAMES = frozenset({
    "total", "totals", "sum", "sums", "subtotal", "average", "avg", "mean", "median", "min", "max",
    "summe", "gesamt", "gesamtsumme", "zwischensumme", "insgesamt", "durchschnitt", "mittelwert",
    "totale", "somme", "moyenne", "suma", "promedio", "soma", "média", "totaal", "gemiddelde",
    "razem", "celkem", "итого", "всего", "σ", "∑", "ø",
})  # fmt: skip

_Kind = Literal["total", "like a total", "step"]


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row below the header: where it stands, its name, and its filled cells of numbers.

    Attributes
    ----------
    place, name
        For messages; an empty name is none.
    cells
        By column; what is empty is left out.
    numbers
        The same as numbers; nan where the cell is none.
    """

    place: str
    name: str
    cells: dict[str, str]
    numbers: dict[str, float]


def without_totals(rows: Sequence[NumberRow], *, keep: bool) -> tuple[list[int], list[str]]:
    """Return the positions of the steps, and what to say of the rows that are left out.

    Parameters
    ----------
    rows
        In the order of the sheet.
    keep
        Whether a row counts as a step though its numbers equal the sums of those above.

    Raises
    ------
    InputError
        Where a row may be either.
    """
    steps: list[int] = []
    said: list[str] = []
    above, since = _Sums(), _Sums()  # of all steps above, and of those since the last sum
    below = _Sums()
    for row in rows[1:]:
        below.add(row)
    named = any(row.name for row in rows)
    for i, row in enumerate(rows):
        kind = "step" if keep else _kind(row, (above, since) if i else (below,), named)
        if kind == "step":
            steps.append(i)
            above.add(row)
            since.add(row)
            continue
        if kind == "like a total":
            raise InputError(
                "looks like a sum of the steps above, or their mean",
                place=f"{row.place}: name",
                value=row.name,
                fix="clear the row; or, if it is a step, say so (--keep-sums)",
            )
        said.append(f"{row.place}{f' {row.name!r}' if row.name else ''}")
        since = _Sums()
    return steps, said


class _Sums:
    """Sums and counts by column, of rows that are added one by one."""

    def __init__(self) -> None:
        self.rows = 0
        self._totals: dict[str, float] = {}
        self._sizes: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self._lines: list[int] = []

    def add(self, row: NumberRow) -> None:
        self.rows += 1
        for column, number in row.numbers.items():
            self._totals[column] = self._totals.get(column, 0.0) + number
            self._sizes[column] = self._sizes.get(column, 0.0) + abs(number)
            self._counts[column] = self._counts.get(column, 0) + 1
        lines = (_split(cell.at)[1] for cell in row.cells.values() if isinstance(cell, Cell))
        self._lines = [*self._lines[:1], *itertools.islice(lines, 1)]

    def tell(self, row: NumberRow, column: str) -> str:
        """Tell what a number is of a column: sum, mean, zero as all are, or nothing."""
        count, total = self._counts.get(column, 0), self._totals.get(column, 0.0)
        value, size = row.numbers[column], self._sizes.get(column, 0.0)
        if count < 2 or not math.isfinite(size):
            return ""
        if not size:
            return "" if value else "zero"
        digits = len(row.cells[column].replace(",", ".").partition(".")[2].strip(" %"))
        within = 1e-9 * size + (0.5000001 * 10.0**-digits if digits else 0.0)
        if abs(value - total) <= within:
            return "sum"
        return "mean" if abs(value - total / count) <= within else ""

    def tells(self, row: NumberRow) -> set[str]:
        """Tell what the numbers of a row are; empty where one of them is nothing."""
        found = set()
        for column in row.numbers:
            found.add(self.tell(row, column))
            if "" in found:
                return set()
        return found

    def is_covered(self, row: NumberRow) -> bool:
        """Whether a formula takes in every row, of which there are several."""
        if self.rows < 2 or not self._lines:
            return False
        for cell in row.cells.values():
            if _is_of_column(cell) and isinstance(cell, Cell):
                found = _REFERENCE.findall(cell.formula.upper())
                lines = [int(line) for _, top, _, end in found for line in (top, end or top)]
                if not lines or (min(lines) <= self._lines[0] and max(lines) >= self._lines[-1]):
                    return True
        return False


def _kind(row: NumberRow, others: Sequence[_Sums], named: bool) -> _Kind:
    if not row.cells:
        return "step"
    computed = [_is_of_column(cell) for cell in row.cells.values()]
    if all(computed):
        return "total"
    words = row.name.lower().replace("-", " ").strip(" .:").split()
    if words[:1] in (["grand"], ["sub"]):
        words = words[1:]
    called = bool(words) and words[0] in _NAMES
    nameless = named and not row.name
    found = [sums.tells(row) for sums in others]
    alike = any("sum" in what for what in found)
    if alike and (any(computed) or nameless):
        return "total"
    if alike or (nameless and any("mean" in what for what in found)):
        return "like a total"
    if any(computed) and others[0].is_covered(row):
        return "like a total"
    if not called:
        return "step"
    partly = any(sums.tell(row, column) == "sum" for sums in others for column in row.numbers)
    return "like a total" if partly or len(words) < 2 else "step"


def _is_of_column(cell: str) -> bool:
    """Whether a formula is nothing but a sum, mean or the like of cells in its own column."""
    if not isinstance(cell, Cell) or not cell.formula:
        return False
    letters, own = _split(cell.at)
    formula = cell.formula.lstrip("=+").upper().replace(" ", "")
    bare = _FIRST_NUMBER.sub(r"\1(", formula)
    tables = _OF_TABLE.findall(bare)
    bare = _OF_TABLE.sub("", bare)
    references = _REFERENCE.findall(bare)
    rest = _FUNCTIONS.sub("", _REFERENCE.sub("", bare))
    if re.search(r"[^\d,;+()\"]", rest) or not (references or tables):
        return False
    if not _FUNCTIONS.search(formula) and len(references) < 2:
        return False  # a copy of another cell
    for left, top, right, bottom in references:
        column, first, last = left, int(top), int(bottom or top)
        if column != letters or (right or left) != letters or first <= own <= last:
            return False
    return True


def _split(at: str) -> tuple[str, int]:
    letters = at.rstrip("0123456789")
    return letters, int(at[len(letters) :] or 0)
