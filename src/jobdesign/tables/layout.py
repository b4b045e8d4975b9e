"""Tables that fit the terminal they are read in."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

__all__ = ["make_table", "new_console", "print_table", "shown_rows", "text_of"]

#: Width of tables where there is no terminal to fit.
_WIDTH = 100
#: Blanks between columns.
_PADDING = 2
#: More than any table needs.
_WIDEST = 10_000
#: Rows of a table beyond which the middle is left out.
_MOST_ROWS = 60


def shown_rows(count: int) -> list[int]:
    """Return the rows that are shown: all, or the first and the last."""
    if count <= _MOST_ROWS:
        return list(range(count))
    half = _MOST_ROWS // 2
    return [*range(half), *range(count - half, count)]


def make_table(
    columns: Mapping[str, Sequence[str]],
    *,
    words: Collection[str] = (),
    wraps: Collection[str] = (),
    title: str = "",
    count: int | None = None,
) -> Table:
    """Build a table of written cells.

    Parameters
    ----------
    columns
        Cells by heading, all of one length.
    words
        Headings of columns of words, which stand to the left; numbers to the right.
    wraps
        Headings of columns that may take several lines.
    title
        Above the table, whose rows are then numbered.
    count
        Number of rows there are, where the cells are the first and the last of them.
    """
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="",
        box=None,
        padding=(0, _PADDING, 0, 0),
    )
    numbered = bool(title)
    if numbered:
        table.add_column("", justify="right", no_wrap=True)
    for heading in columns:
        justify: Literal["left", "right"] = "left" if heading in words else "right"
        whole = heading not in wraps
        least = max(map(cell_len, [heading, *columns[heading]])) if whole else None
        table.add_column(heading, justify=justify, no_wrap=whole, min_width=least, overflow="fold")
    cells = list(zip(*columns.values(), strict=True))
    count = len(cells) if count is None else count
    for i, row in enumerate(cells):
        if len(cells) < count and i == len(cells) // 2:
            table.add_row("", f"… {count - len(cells)} more …")
        position = i if i < len(cells) // 2 else count - len(cells) + i
        written = [Text(cell) for cell in row]
        table.add_row(*([Text(str(position + 1))] if numbered else []), *written)
    return table


def print_table(console: Console, table: Table) -> None:
    """Print a table, wider than asked for rather than with numbers cut."""
    least = Measurement.get(console, console.options.update(max_width=_WIDEST), table).minimum
    console.width = max(console.width, least + _PADDING)
    console.print(table)


def new_console() -> Console:
    """Return a console that keeps what is printed, as wide as the terminal."""
    fits = (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
    width = shutil.get_terminal_size((_WIDTH, 24)).columns if fits else _WIDTH
    return Console(file=io.StringIO(), width=width, color_system=None, highlight=False)


def text_of(console: Console) -> str:
    """Return what was printed, without blanks at the ends of lines."""
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines)
