"""Rows that sum up or average the steps above: told by the sheet itself, not by their names.

A row is no step where each of its numbers is computed from the column above, or equals its sum.
Names serve only to tell what else a row is whose numbers are none of that.
"""

from __future__ import annotations

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
    since = 0  # steps since the last sum
    named = any(row.name for row in rows)
    for i, row in enumerate(rows):
        above = [rows[k] for k in steps]
        others = [above, above[since:]] if i else [list(rows[1:])]
        kind = "step" if keep else _kind(row, others, named)
        if kind == "step":
            steps.append(i)
            continue
        if kind == "like a total":
            raise InputError(
                "looks like a sum of the steps above, or their mean",
                place=f"{row.place}: name",
                value=row.name,
                fix="clear the row; or, if it is a step, say so (--keep-sums)",
            )
        said.append(f"{row.place}{f' {row.name!r}' if row.name else ''}")
        since = len(steps)
    return steps, said


def _kind(row: NumberRow, others: Sequence[Sequence[NumberRow]], named: bool) -> _Kind:
    if not row.cells:
        return "step"
    computed = [_is_of_column(cell) for cell in row.cells.values()]
    if all(computed):
        return "total"
    words = row.name.lower().replace("-", " ").strip(" .:").split()
    if words[:1] in (["grand"], ["sub"]):
        words = words[1:]
    called = bool(words) and words[0] in _NAMES
    alike = any(_sums(row, rows) for rows in others)
    nameless = named and not row.name
    if alike and (any(computed) or nameless):
        return "total"
    if nameless and any(_sums(row, rows, means=True) for rows in others):
        return "like a total"
    if alike or (any(computed) and _covers(row, others[0])):
        return "like a total"
    if called and (len(words) < 2 or _sums_of_some(row, others)):
        return "like a total"
    return "step"


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


def _covers(row: NumberRow, above: Sequence[NumberRow]) -> bool:
    """Whether a formula takes in every step above, of which there are several."""
    lines = {
        _split(cell.at)[1]
        for other in above
        for cell in other.cells.values()
        if isinstance(cell, Cell)
    }
    if len(above) < 2 or not lines:
        return False
    for cell in row.cells.values():
        if _is_of_column(cell):
            assert isinstance(cell, Cell)
            found = {
                line
                for _, top, _, bottom in _REFERENCE.findall(cell.formula.upper())
                for line in lines
                if int(top) <= line <= int(bottom or top)
            }
            if found == lines or not _REFERENCE.search(cell.formula.upper()):
                return True
    return False


def _sums_of_some(row: NumberRow, others: Sequence[Sequence[NumberRow]]) -> bool:
    return any(_sum_of(row, column, rows) == "sum" for rows in others for column in row.numbers)


def _split(at: str) -> tuple[str, int]:
    letters = at.rstrip("0123456789")
    return letters, int(at[len(letters) :] or 0)


def _sums(row: NumberRow, rows: Sequence[NumberRow], *, means: bool = False) -> bool:
    """Whether each number of a row is the sum or mean of several others, and one not 0 the sum.

    With `means` a mean will do for that one, too.
    """
    if not row.numbers or any(math.isnan(number) for number in row.numbers.values()):
        return False
    found = [_sum_of(row, column, rows) for column in row.numbers]
    return all(found) and ("sum" in found or (means and "mean" in found))


def _sum_of(row: NumberRow, column: str, rows: Sequence[NumberRow]) -> str:
    """Return what a number is of a column: sum, mean, zero as all of them are, or nothing."""
    numbers = [other.numbers[column] for other in rows if column in other.numbers]
    if len(numbers) < 2 or not all(math.isfinite(number) for number in numbers):
        return ""
    value, total = row.numbers[column], math.fsum(numbers)
    if not any(numbers):
        return "" if value else "zero"
    digits = len(row.cells[column].replace(",", ".").partition(".")[2].strip(" %"))
    within = 1e-9 * abs(total) + (0.5000001 * 10.0**-digits if digits else 0.0)
    if abs(value - total) <= within:
        return "sum"
    return "mean" if abs(value - total / len(numbers)) <= within else ""
