"""``jobdesign import occupation``: one occupation of O*NET, or all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobdesign.cli.imported import hand_over
from jobdesign.cli.shared import as_json, write
from jobdesign.errors import InputError
from jobdesign.importing.names import listed

if TYPE_CHECKING:
    from jobdesign.importing.occupations.survey import Survey
    from jobdesign.importing.summary import Imported

__all__ = ["occupation"]

_TABLES = (".csv", ".parquet")


@click.command("occupation", short_help="An occupation of O*NET, or all of them.")
@click.argument("name", required=False)
@click.option("--data", required=True, metavar="FOLDER", help="Folder with the source files.")
@click.option("--all", "every", is_flag=True, help="All occupations, with a table.")
@click.option("--order", metavar="CSV", help="Orders of tasks: soc,phase,task_id,name.")
@click.option(
    "--success",
    type=click.Choice(["completion_ai", "feedback_positive_fraction_ai"]),
    default="completion_ai",
    show_default=True,
    help="Measure of success; the second is the harsher.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="PATH",
    help="Problem file (.toml); with --all: table (.csv, .parquet) or folder of problem "
    "files; repeat for more.",
)
@click.option("--solve", "solves", is_flag=True, help="Solve it at once, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
def occupation(
    name: str | None,
    data: str,
    every: bool,
    order: str | None,
    success: Any,
    outputs: tuple[str, ...],
    solves: bool,
    form: str,
) -> int:
    """Make a problem of the occupation NAME: an O*NET-SOC code, a SOC code or a title.

    With --all, import and solve all occupations, and show what AI does to each.
    """
    if every == (name is not None):
        raise InputError("name one occupation, or --all", place="NAME", value=name or "")
    from jobdesign.importing.occupations.order import read_order
    from jobdesign.importing.occupations.sources import Sources

    orders = {} if order is None else read_order(order)
    if name is not None:
        from jobdesign.importing.occupations.steps import import_occupation

        if len(outputs) > 1:
            raise InputError("one problem goes to one file", place="--output", value=outputs[1])
        sources = Sources.read(data)
        soc = sources.find(name)
        if orders and soc not in orders:
            raise InputError(
                "stands in no row of the order",
                place="occupation",
                value=soc,
                fix=f"it has {listed(list(orders))}",
            )
        imported = import_occupation(soc, sources, order=orders.get(soc), success=success)
        return hand_over(imported, outputs[0] if outputs else None, solves, form)
    from jobdesign.importing.occupations.survey import survey_occupations

    tables = [path for path in outputs if Path(path).suffix.lower() in _TABLES]
    folders = [Path(path) for path in outputs if path not in tables]
    _check_outputs(tables, folders)

    def keep(soc: str, imported: Imported) -> None:
        for folder in folders:
            imported.write(folder / f"{soc}.toml")

    survey: Survey = survey_occupations(data, orders=orders, success=success, each=keep)
    for path in tables:
        survey.write(path)
    write(str(survey) if form == "table" else as_json(survey.to_dict()), None)
    return 0


def _check_outputs(tables: list[str], folders: list[Path]) -> None:
    """Find out before the work what could not be written after it."""
    if any(path.lower().endswith(".parquet") for path in tables):
        from jobdesign.importing.extras import load

        load("pyarrow", "Parquet")
    for folder in folders:
        if folder.suffix:
            raise InputError(
                "must be a folder, or end in .csv or .parquet", place="--output", value=str(folder)
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"cannot be made: {error.strerror}", place="--output", value=str(folder)
            ) from None
