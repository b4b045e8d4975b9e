"""The files that say what occupations do, what they earn and what AI can do of it."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.files.notation import parse_number
from jobdesign.importing.names import listed
from jobdesign.importing.occupations.releases import Releases, find_releases
from jobdesign.importing.occupations.source_files import (
    FILES,
    LINE,
    Row,
    Table,
    find_files,
    plain_id,
    read_table,
    soc_code,
)
from jobdesign.importing.occupations.wages import Wage, WageTable
from jobdesign.importing.sheets.numbers import decimal_sign, plain_number

__all__ = ["FILES", "Row", "Sources", "Success"]

Success = Literal["completion_ai", "feedback_positive_fraction_ai"]
_SHARES = ("share_ai", *get_args(Success))


@dataclass(frozen=True)
class Sources:
    """What is known: by O*NET-SOC code (titles, tasks of each), by task ID (the rest).

    Attributes
    ----------
    titles, tasks_of
        Of occupations; `tasks_of` has those with task statements only.
    tasks
        Statements.
    labels
        What people say of AI's help: E0, E1, E2.
    activities
        Rows of success of the intermediate work activities that a task belongs to.
    groups
        Codes of all intermediate activities of a task, measured or not.
    wages
        By SOC code.
    releases
        Of O*NET and of the wages.
    remarks
        What was taken of the files without being said, a line each.
    """

    titles: dict[str, str]
    tasks_of: dict[str, tuple[str, ...]]
    tasks: dict[str, Row]
    labels: dict[str, str]
    activities: dict[str, list[Row]]
    groups: dict[str, tuple[str, ...]]
    wages: WageTable
    releases: Releases
    remarks: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: str | Path) -> Sources:
        """Read and join the files in a folder.

        Raises
        ------
        InputError
            Where one is missing, or is not the table it should be.
        """
        folder = Path(data)
        paths = find_files(folder)
        tables = {what: read_table(what, path) for what, path in paths.items()}
        tasks = _of_tasks(tables["tasks"])
        titles = {
            soc_code(row["O*NET-SOC Code"]): row["Title"] for row in tables["occupations"].rows
        }
        tasks_of: defaultdict[str, list[str]] = defaultdict(list)
        for task, row in tasks.items():
            tasks_of[row["O*NET-SOC Code"]].append(task)
        strangers = [soc for soc in tasks_of if soc not in titles]
        if strangers:
            raise InputError(
                "has tasks but no title",
                place="occupation",
                value=strangers[0],
                source=str(folder),
                fix="take all files from one release of O*NET",
            )
        metrics = _of_activities(tables["success"])
        groups = _groups(tables, tasks)
        _check_join(tables, "success", "IWA", metrics, "activities", "IWA ID")
        labels = {
            plain_id(row["Task ID"]): row["human_exposure_agg"].upper()
            for row in _unique(tables["labels"], "Task ID", ["human_exposure_agg"])
        }
        _check_join(tables, "labels", "Task ID", labels, "tasks", "Task ID")
        onet = [paths[what] for what in _OF_ONET]
        releases = find_releases(folder, onet, paths["wages"])
        try:
            wages = WageTable.of_rows(tables["wages"].rows, releases.wage_year)
        except InputError as error:
            raise error.from_source(str(paths["wages"])) from None
        if not any(wages.knows(soc) for soc in tasks_of):
            _check_join(tables, "wages", "OCC_CODE", (), "tasks", "O*NET-SOC Code")
        return cls(
            titles=titles,
            tasks_of={soc: tuple(tasks) for soc, tasks in tasks_of.items()},
            tasks=tasks,
            labels=labels,
            activities={
                task: [metrics[iwa] for iwa in iwas if iwa in metrics]
                for task, iwas in groups.items()
            },
            groups=groups,
            wages=wages,
            releases=releases,
            remarks=tuple(said for table in tables.values() for said in table.remarks),
        )

    def find(self, wanted: str) -> str:
        """Return the code of an occupation, given that, its SOC code or its title.

        A part of a title will do where only one title has it.

        Raises
        ------
        InputError
            Where there is none, there are several, or it has no tasks.
        """
        if soc_code(wanted) in self.tasks_of:
            return soc_code(wanted)
        text = " ".join(wanted.lower().split())
        known = [
            soc
            for soc, title in self.titles.items()
            if text in (soc, title.lower()) or f"{text}.00" == soc
        ]
        if not known:
            return self._by_part(wanted, text)
        if known[0] not in self.tasks_of:
            parts = [soc for soc in self.tasks_of if soc[:7] == known[0][:7]]
            raise InputError(
                "has no task statements",
                place="occupation",
                value=wanted,
                fix=f"take one of its parts: {self._shown(parts)}"
                if parts
                else "O*NET does not describe it; take another (--all shows them)",
            )
        return known[0]

    def _by_part(self, wanted: str, text: str) -> str:
        """Return the only occupation whose title has words that begin so."""
        words = [re.compile(rf"\b{re.escape(word)}") for word in text.split()]
        found = [
            soc
            for soc in self.tasks_of
            if words and all(word.search(self.titles[soc].lower()) for word in words)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                f"stands in {len(found)} titles",
                place="occupation",
                value=wanted,
                fix=f"take one of them: {self._shown(found)}",
            )
        titles = {self.titles[soc].lower(): self.titles[soc] for soc in self.tasks_of}
        close = difflib.get_close_matches(text, titles, n=3)
        raise InputError(
            "is no O*NET-SOC code and no title",
            place="occupation",
            value=wanted,
            fix=f"did you mean {' or '.join(titles[title] for title in close)}?"
            if close
            else "write 27-3042.00 or Technical Writers, say",
        )

    def _shown(self, codes: Sequence[str]) -> str:
        """Return codes with titles, the shortest titles first."""
        ranked = sorted(codes, key=lambda soc: (len(self.titles[soc]), soc))
        return listed([f"{soc} {self.titles[soc]}" for soc in ranked])

    @property
    def said(self) -> tuple[str, ...]:
        """Of which release the files are, and what was taken of them, a line each."""
        parts = self.wages.parts
        where = "of parts of the country or single industries"
        unused = (f"{parts} rows of wages are {where}: not used",) * bool(parts)
        releases = (f"tasks: {self.releases.database}", f"wages: {self.releases.wages}")
        return (*releases, *unused, *self.remarks)

    def wage(self, soc: str) -> Wage:
        """Return what an occupation earns an hour, and how that is known."""
        return self.wages.of(soc)


#: Files of one release of O*NET.
_OF_ONET = ("occupations", "tasks", "tasks to activities", "activities")


def _wage_code(code: str) -> str:
    return soc_code(code)[:7]


#: How each column that joins files is brought into one form.
_FORMS: dict[str, Callable[[str], str]] = {
    "Task ID": plain_id,
    "OCC_CODE": _wage_code,
    "O*NET-SOC Code": _wage_code,
}


def _of_tasks(table: Table) -> dict[str, Row]:
    """Return statements by task; of equal rows one."""
    tasks = {}
    for row in _unique(table, "Task ID", ["O*NET-SOC Code", "Task"]):
        kind = row["Task Type"].capitalize()
        tasks[plain_id(row["Task ID"])] = row | {
            "O*NET-SOC Code": soc_code(row["O*NET-SOC Code"]),
            "Task Type": kind if kind in ("Core", "Supplemental") else "n/a",
        }
    return tasks


def _groups(tables: dict[str, Table], tasks: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the codes of the intermediate activities of each task."""
    parent = {row["DWA ID"]: row["IWA ID"] for row in tables["activities"].rows}
    linked = {plain_id(row["Task ID"]) for row in tables["tasks to activities"].rows}
    _check_join(tables, "tasks to activities", "Task ID", linked, "tasks", "Task ID")
    _check_join(tables, "activities", "DWA ID", parent, "tasks to activities", "DWA ID")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in tables["tasks to activities"].rows:
        if row["DWA ID"] in parent:
            found[plain_id(row["Task ID"])].add(parent[row["DWA ID"]])
    return {task: tuple(sorted(iwas)) for task, iwas in found.items()}


def _of_activities(table: Table) -> dict[str, Row]:
    """Return rows of success by activity; success may be unknown where conversations are few."""
    rows = _unique(table, "IWA", _SHARES)
    places = [(f"{row['IWA']}: {column}", row[column]) for row in rows for column in _SHARES]
    try:
        comma = decimal_sign(places, None, False).comma
        return {row["IWA"]: row | _shares(row, comma) for row in rows}
    except InputError as error:
        raise error.from_source(str(table.path)) from None


def _shares(row: Row, decimal_comma: bool | None) -> Row:
    """Refuse what is no share, and return the shares with decimal points."""
    found = {}
    for column in _SHARES:
        place = f"{row['IWA']}: {column}"
        found[column] = plain_number(place, row[column], decimal_comma)
        if not row[column] and column != "share_ai":
            continue
        if finite_number(place, parse_number(place, found[column]), 0) > 1:
            raise InputError("must be a share in [0, 1]", place=place, value=row[column])
    return found


def _unique(table: Table, key: str, columns: Sequence[str]) -> list[Row]:
    """Return a row of each key.

    Raises
    ------
    InputError
        Where two rows of one key say different things.
    """
    form = _FORMS.get(key, str)
    rows: dict[str, Row] = {}
    for row in table.rows:
        other = rows.setdefault(form(row[key]), row)
        if any(other[column] != row[column] for column in columns):
            raise InputError(
                f"says something else than line {other[LINE]}",
                place=f"line {row[LINE]}: {key}",
                value=row[key],
                source=str(table.path),
                fix="keep one of them",
            )
    return list(rows.values())


def _check_join(
    tables: dict[str, Table], one: str, its: str, keys: Iterable[str], other: str, key: str
) -> None:
    """Refuse two files of which nothing belongs together.

    Raises
    ------
    InputError
        With a key of each, which shows why.
    """
    form = _FORMS.get(key, str)
    others = {form(row[key]): row[key] for row in tables[other].rows}
    if others.keys() & set(keys):
        return
    like = next(iter(others.values()))
    raise InputError(
        f"no {its} stands in {tables[other].path.name}, where {key} is {like!r}, say",
        place=its,
        value=tables[one].rows[0][its],
        source=str(tables[one].path),
        fix="take files that belong together, and codes as they are published",
    )
