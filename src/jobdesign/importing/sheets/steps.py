"""A spreadsheet with one row a step as a problem."""

from __future__ import annotations

from pathlib import Path

from jobdesign.arguments import PATH, takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.notation import columns, parse_number
from jobdesign.files.steps_csv import steps_of_rows
from jobdesign.importing.names import clean_name
from jobdesign.importing.problem_text import summary_comment
from jobdesign.importing.sheets.cells import Grid, plain_number, table_of
from jobdesign.importing.sheets.csv_sheet import read_csv_grid
from jobdesign.importing.summary import Imported, Tally
from jobdesign.problem import Problem
from jobdesign.wages import Wages
from jobdesign.workflow import Workflow

__all__ = ["NOTE", "import_sheet"]

#: A column of words on where the numbers of a step come from; they become comments.
NOTE = "note"
#: Names of the row that spreadsheets end with.
_SUMS = frozenset({"total", "sum", "totals", "grand total", "average", "mean", "summe", "gesamt"})
_SETTINGS = ("name", "alpha", "human", "ai_management")


@takes(path=PATH)
def import_sheet(
    path: str | Path,
    *,
    sheet: str | None = None,
    notation: str = "words",
    alpha: float | None = None,
    decimal_comma: bool | None = None,
    encoding: str = "utf-8",
) -> Imported:
    """Make a problem of a spreadsheet.

    Parameters
    ----------
    path
        XLSX, or CSV with commas, semicolons or tabs. One row names the columns; each row
        below is a step. `write_template` writes one to fill in.
    sheet
        Of a workbook: by default the one called "steps", or the first.
    notation
        Of the columns, as in `read_steps`; a column "note" beside them becomes comments.
    alpha
        Quality of the AI; needed with difficulties.
    decimal_comma
        Whether "1,5" is one and a half. By default it is where that is the only way to
        read it.
    encoding
        Of the text of a CSV file.

    Raises
    ------
    InputError
        Naming the cell, the value, the rule and the fix.
    """
    path = Path(path)
    try:
        return _build(path, sheet, columns(notation), alpha, decimal_comma, encoding)
    except InputError as error:
        raise error.from_source(str(path)) from None


def _build(
    path: Path,
    sheet: str | None,
    names: dict[str, str],
    alpha: float | None,
    decimal_comma: bool | None,
    encoding: str,
) -> Imported:
    tally = Tally()
    settings: dict[str, str] = {}
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        from jobdesign.importing.sheets.xlsx import read_workbook

        grid, found, more = read_workbook(path, sheet)
        settings = {} if more is None else _settings(more)
        title = f"from {path.name}, sheet {found}."
    elif suffix == ".csv":
        if sheet is not None:
            raise InputError("a CSV file has no sheets", place="sheet", value=sheet)
        grid, title = read_csv_grid(path, encoding), f"from {path.name}."
    else:
        raise InputError("must end in .xlsx, .xlsm or .csv", fix="save it in one of these forms")
    if decimal_comma is None:
        decimal_comma = grid.decimal_comma
    table = table_of(grid, [*names, NOTE])
    tally.read["rows"] = len(table.rows) - 1
    rows, notes = _plain(table, names, decimal_comma)
    tally.drop("empty rows", len(table.rows) - len(rows))
    steps = steps_of_rows(rows, names)
    tally.read["steps"] = len(steps)
    numbers = {
        key: _number(key, cell, decimal_comma) for key, cell in settings.items() if key != "name"
    }
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


def _plain(
    table: Grid, names: dict[str, str], decimal_comma: bool | None
) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """Return the rows with numbers as Python reads them, without empty ones, and the notes."""
    header = [cell.strip() for cell in table.rows[0][1]]
    if header.count(NOTE) > 1:
        raise InputError(f"column {NOTE!r} stands twice", place="header")
    aside = header.index(NOTE) if NOTE in header else None
    words = {i for i, cell in enumerate(header) if names.get(cell) == "name"}
    rows: list[tuple[str, list[str]]] = []
    notes: list[str] = []
    for place, row in table.rows:
        if not any(cell.strip() for cell in row):
            continue
        is_header = not rows
        cells = [
            cell
            if is_header or i in words
            else plain_number(f"{place}: {header[i]}", cell, decimal_comma)
            for i, cell in enumerate(row)
            if i != aside
        ]
        for i in words:
            position = i - (aside is not None and aside < i)
            cells[position] = clean_name(cells[position])
        rows.append((place, cells))
        if not is_header:
            _refuse_what_is_no_step(place, header, row, words, aside)
            notes.append("" if aside is None else clean_name(row[aside]))
    return rows, notes


def _refuse_what_is_no_step(
    place: str, header: list[str], row: list[str], words: set[int], aside: int | None
) -> None:
    """Refuse notes and sums below the steps, which would be steps of their own."""
    texts = [clean_name(row[i]) for i in (*words, aside) if i is not None]
    shown = next((text for text in texts if text), "")
    if not any(cell.strip() for i, cell in enumerate(row) if i not in words and i != aside):
        raise InputError(
            "has words but no numbers, so it is no step",
            place=place,
            value=shown,
            fix=f"fill its cells, or clear it; remarks on a step go to the column {NOTE}",
        )
    if shown.rstrip(":").lower() in _SUMS:
        raise InputError(
            "looks like a sum of the steps above",
            place=f"{place}: {header[min(words)]}" if words else place,
            value=shown,
            fix="clear the row, or name the step otherwise",
        )


def _settings(grid: Grid) -> dict[str, str]:
    """Read keys and values in two columns; what stands right of them is explanation."""
    found: dict[str, str] = {}
    for place, row in grid.rows:
        key, value = (*(cell.strip() for cell in row[:2]), "", "")[:2]
        key = key.lower()
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
        if value:
            found[key] = value
    return found


def _number(key: str, cell: str, decimal_comma: bool | None) -> float:
    place = f"sheet settings: {key}"
    return finite_number(place, parse_number(place, plain_number(place, cell, decimal_comma)))
