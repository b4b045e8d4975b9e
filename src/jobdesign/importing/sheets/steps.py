"""A spreadsheet with one row a step as a problem."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jobdesign.arguments import PATH, takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.notation import columns, parse_number
from jobdesign.files.steps_csv import steps_of_rows
from jobdesign.importing.names import clean_name, listed
from jobdesign.importing.problem_text import summary_comment
from jobdesign.importing.sheets.archive import is_workbook, refuse_other_kinds
from jobdesign.importing.sheets.cells import Grid, seen, table_of
from jobdesign.importing.sheets.csv_sheet import read_csv_grid
from jobdesign.importing.sheets.step_rows import NOTE, number_text, read_step_rows, usable
from jobdesign.importing.summary import Imported, Tally
from jobdesign.problem import Problem
from jobdesign.wages import Wages
from jobdesign.workflow import Workflow

__all__ = ["import_sheet"]

_SETTINGS = ("name", "alpha", "human", "ai_management")
_TEXT = (".csv", ".tsv", ".tab", ".txt", ".gz")


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What is said of a sheet that it does not say itself.

    Attributes
    ----------
    sheet
        Of a workbook.
    decimal_comma
        Whether "1,5" is one and a half.
    keep_sums
        Whether rows whose numbers sum those above are steps.
    encoding, separator
        Of text.
    """

    sheet: str | None
    decimal_comma: bool | None
    keep_sums: bool
    encoding: str
    separator: str | None


@takes(path=PATH)
def import_sheet(
    path: str | Path,
    *,
    sheet: str | None = None,
    notation: str = "words",
    alpha: float | None = None,
    decimal_comma: bool | None = None,
    keep_sums: bool = False,
    encoding: str = "utf-8",
    separator: str | None = None,
) -> Imported:
    """Make a problem of a spreadsheet.

    Parameters
    ----------
    path
        XLSX, or text with commas, semicolons or tabs. One row names the columns; each row
        below is a step. `write_template` writes one to fill in.
    sheet
        Of a workbook: by default the one called "steps", or the only one with such columns.
    notation
        Of the columns, as in `read_steps`; a column "note" beside them becomes comments.
    alpha
        Quality of the AI; needed with difficulties.
    decimal_comma
        Whether "1,5" is one and a half. By default the file itself must show it.
    keep_sums
        Whether rows whose numbers are the sums of those above are steps. By default they
        are left out, or refused where that is not certain.
    encoding
        Of the text of a CSV file.
    separator
        Between its cells: a sign, or "tab"; by default what most rows have in common.

    Raises
    ------
    InputError
        Naming the cell, the value, the rule and the fix.
    """
    path = Path(path)
    form = SheetForm(sheet, decimal_comma, keep_sums, encoding, separator)
    try:
        return _build(path, form, columns(notation), alpha)
    except InputError as error:
        raise error.from_source(str(path)) from None


def _build(path: Path, form: SheetForm, names: dict[str, str], alpha: float | None) -> Imported:
    tally = Tally()
    settings: dict[str, str] = {}
    title = f"from {path.name}."
    known = [*names, NOTE]
    if is_workbook(path):
        from jobdesign.importing.sheets.xlsx import read_workbook

        book = read_workbook(path, form.sheet, known)
        grid = book.steps
        tally.noticed += book.said
        settings = {} if book.settings is None else _settings(book.settings, tally)
        title = f"from {path.name}, sheet {book.sheet}."
    else:
        refuse_other_kinds(path, form.encoding)
        if path.suffix.lower() not in _TEXT:
            raise InputError(
                "must end in .xlsx, .xlsm or .csv (or .tsv, .txt)",
                fix="save it as one of them; if it is text already, rename it",
            )
        if form.sheet is not None:
            raise InputError("a CSV file has no sheets", place="sheet", value=form.sheet)
        grid, remarks = read_csv_grid(path, form.encoding, form.separator)
        tally.noticed += remarks
    grid, hidden = seen(grid, known)
    if hidden:
        tally.drop("hidden rows", len(hidden))
        tally.noticed.append(f"hidden or filtered, left out: {listed(hidden)}")
    table, said = table_of(grid, known)
    tally.noticed += said
    tally.read["rows"] = len(table.rows) - 1
    rows, notes, comma = read_step_rows(
        table, names, tally, decimal_comma=form.decimal_comma, keep_sums=form.keep_sums
    )
    steps = steps_of_rows(rows, names)
    tally.read["steps"] = len(steps)
    numbers = {key: _number(key, cell, comma) for key, cell in settings.items() if key != "name"}
    workflow = Workflow(steps, alpha=numbers.get("alpha") if alpha is None else alpha)
    wages = Wages(human=numbers.get("human", 1.0), ai_management=numbers.get("ai_management", 1.0))
    name = clean_name(settings.get("name", path.stem))
    unsaid = sum(not note for note in notes)
    if unsaid:
        tally.noticed.append(f'{unsaid} steps do not say where their numbers come from ("{NOTE}")')
    summary = tally.summary(path.name)
    count = f"{len(steps)} steps" if len(steps) > 1 else "1 step"
    header = summary_comment(summary, f"{count} {title}", "Numbers as in the sheet.")
    return Imported(Problem(workflow, wages, name=name), summary, header, tuple(notes))


def _settings(grid: Grid, tally: Tally) -> dict[str, str]:
    """Read keys and values in two columns; what stands right of them is explanation."""
    grid, hidden = seen(grid)
    if hidden:
        tally.noticed.append(f"hidden, left out of the sheet settings: {listed(hidden)}")
    found: dict[str, str] = {}
    for place, row in grid.rows:
        key, value = (*row[:2], "", "")[:2]
        key = usable(key).strip().lower()
        if not key or (key == "setting" and not found):
            continue
        if key not in _SETTINGS:
            raise InputError(
                f"unknown setting {key!r}",
                place=f"sheet settings: {place}",
                fix=did_you_mean(key, _SETTINGS) or f"the settings are {', '.join(_SETTINGS)}",
            )
        if key in found:
            raise InputError(f"setting {key!r} stands twice", place=f"sheet settings: {place}")
        if usable(value).strip():
            found[key] = value
    return found


def _number(key: str, cell: str, decimal_comma: bool | None) -> float:
    place = f"sheet settings: {key}"
    return finite_number(place, parse_number(place, number_text(place, "", cell, decimal_comma)))
