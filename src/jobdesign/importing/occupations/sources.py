"""The files that say what occupations do, what they earn and what AI can do of it."""

from __future__ import annotations

import csv
import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from jobdesign.checks import finite_number
from jobdesign.errors import InputError
from jobdesign.files.notation import parse_number
from jobdesign.files.opening import lines
from jobdesign.importing.names import listed
from jobdesign.importing.occupations.wages import Wage, WageTable

__all__ = ["FILES", "Row", "Sources", "Success", "read_rows"]

Row = dict[str, str]
Success = Literal["completion_ai", "feedback_positive_fraction_ai"]

#: What each file is called, here and where it is published, plain or gzipped.
FILES = {
    "occupations": ("onet29_1_occupation_data.txt", "Occupation Data.txt"),
    "tasks": ("onet29_1_task_statements.txt", "Task Statements.txt"),
    "tasks to activities": ("onet29_1_tasks_to_dwas.txt", "Tasks to DWAs.txt"),
    "activities": ("onet29_1_dwa_reference.txt", "DWA Reference.txt"),
    "success": ("ms_working_with_ai_iwa_metrics.csv", "iwa_metrics.csv"),
    "labels": ("gpts_full_labelset.tsv", "full_labelset.tsv"),
    "wages": ("bls_oews_national_may2024.csv", "national_M2024_dl.csv"),
}
#: Columns that are read, file by file.
_COLUMNS = {
    "occupations": ("O*NET-SOC Code", "Title"),
    "tasks": ("O*NET-SOC Code", "Task ID", "Task", "Task Type"),
    "tasks to activities": ("Task ID", "DWA ID"),
    "activities": ("IWA ID", "DWA ID"),
    "success": ("IWA", "title", "share_ai", "completion_ai", "feedback_positive_fraction_ai"),
    "labels": ("Task ID", "human_exposure_agg"),
    "wages": ("OCC_CODE", "OCC_TITLE", "O_GROUP", "H_MEDIAN", "A_MEDIAN"),
}


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
    """

    titles: dict[str, str]
    tasks_of: dict[str, tuple[str, ...]]
    tasks: dict[str, Row]
    labels: dict[str, str]
    activities: dict[str, list[Row]]
    groups: dict[str, tuple[str, ...]]
    wages: WageTable

    @classmethod
    def read(cls, data: str | Path) -> Sources:
        """Read and join the files in a folder.

        Raises
        ------
        InputError
            Where one is missing, or is not the table it should be.
        """
        folder = Path(data)
        _check_files(folder)
        rows = {what: list(_rows(folder, what)) for what in FILES}
        metrics = {row["IWA"]: row for row in rows["success"]}
        for iwa, row in metrics.items():
            _check_shares(iwa, row)
        parent = {row["DWA ID"]: row["IWA ID"] for row in rows["activities"]}
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows["tasks to activities"]:
            if row["DWA ID"] in parent:
                found[row["Task ID"]].add(parent[row["DWA ID"]])
        tasks_of: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows["tasks"]:
            tasks_of[row["O*NET-SOC Code"]].append(row["Task ID"])
        titles = {row["O*NET-SOC Code"]: row["Title"] for row in rows["occupations"]}
        strangers = [soc for soc in tasks_of if soc not in titles]
        if strangers:
            raise InputError(
                "has tasks but no title",
                place="occupation",
                value=strangers[0],
                source=str(folder),
                fix="take all files from one release of O*NET",
            )
        return cls(
            titles=titles,
            tasks_of={soc: tuple(tasks) for soc, tasks in tasks_of.items()},
            tasks={row["Task ID"]: row for row in rows["tasks"]},
            labels={_whole(row["Task ID"]): row["human_exposure_agg"] for row in rows["labels"]},
            activities={
                task: [metrics[iwa] for iwa in sorted(iwas) if iwa in metrics]
                for task, iwas in found.items()
            },
            groups={task: tuple(sorted(iwas)) for task, iwas in found.items()},
            wages=WageTable.of_rows(rows["wages"]),
        )

    def find(self, wanted: str) -> str:
        """Return the code of an occupation, given that, its SOC code or its title.

        A part of a title will do where only one title has it.

        Raises
        ------
        InputError
            Where there is none, there are several, or it has no tasks.
        """
        if wanted in self.tasks_of:
            return wanted
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

    def wage(self, soc: str) -> Wage:
        """Return what an occupation earns an hour, and how that is known."""
        return self.wages.of(soc)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a table; O*NET's .txt are tab-separated and never quoted.

    Raises
    ------
    InputError
        Where it is no such table.
    """
    quoting: Literal[0, 3] = csv.QUOTE_NONE if ".txt" in path.suffixes else csv.QUOTE_MINIMAL
    delimiter = "," if ".csv" in path.suffixes else "\t"
    reader = csv.DictReader(lines(path), delimiter=delimiter, quoting=quoting)
    try:
        for row in reader:
            if None in row or None in row.values():
                raise InputError(
                    "must have as many cells as the header has",
                    place=f"line {reader.line_num}",
                    source=str(path),
                )
            yield row
    except csv.Error as error:
        raise InputError(f"is no table: {error}", source=str(path)) from None


def _rows(folder: Path, what: str) -> Iterator[Row]:
    path = _path(folder, FILES[what])
    assert path is not None  # as `_check_files` has found out
    missing: list[str] | None = None
    for row in read_rows(path):
        if missing is None:
            missing = [column for column in _COLUMNS[what] if column not in row]
            if missing:
                raise InputError(
                    f"missing column {missing[0]}", source=str(path), fix="download it again"
                )
        yield row
    if missing is None:
        raise InputError("is empty", source=str(path), fix="download it again")


def _check_files(folder: Path) -> None:
    """Name all files that are missing, not just the first."""
    if not folder.is_dir():
        raise InputError("no such folder", source=str(folder), fix="check the path (--data)")
    missing = [names for names in FILES.values() if _path(folder, names) is None]
    if missing:
        either = [f'{names[0]} (or "{names[1]}")' for names in missing]
        raise InputError(
            f"lacks {listed(either, len(either))}",
            source=str(folder),
            fix="download them, plain or gzipped; the import page says from where",
        )


def _path(folder: Path, names: Sequence[str]) -> Path | None:
    paths = (path for name in names for path in (folder / f"{name}.gz", folder / name))
    return next((path for path in paths if path.is_file()), None)


def _check_shares(iwa: str, row: Row) -> None:
    """Refuse what is no share; success may be unknown where conversations are few."""
    for column in ("share_ai", *get_args(Success)):
        if row[column] or column == "share_ai":
            place = f"{iwa}: {column}"
            if finite_number(place, parse_number(place, row[column]), 0) > 1:
                raise InputError("must be a share in [0, 1]", place=place, value=row[column])


def _whole(text: str) -> str:
    """Return "8823" for "8823.0", as the labels have it."""
    return text.removesuffix(".0")
