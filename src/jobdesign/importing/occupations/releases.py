"""Of which release the sources are: read from the files, and not known where none says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from jobdesign.errors import InputError
from jobdesign.files.opening import lines

__all__ = ["Releases", "find_releases"]

_DATABASE = re.compile(r"O\*NET\s+(\d+\.\d+)\s+Database")
_READ_ME = re.compile(r"(onet\d+_\d+_)?read[ _]?me\.txt(\.gz)?", re.IGNORECASE)
_IN_NAME = re.compile(r"(?:onet|db_)(\d+)_(\d+)", re.IGNORECASE)
_WAGE_YEAR = re.compile(r"(?:(?<![a-z])may[ _]?|M_?)(20\d\d)(?!\d)", re.IGNORECASE)


class Releases(NamedTuple):
    """Of which release the sources are.

    Attributes
    ----------
    onet
        As "29.1"; several where files are of several, empty where nothing says so.
    wage_year
        The wages are of May of that year; None where nothing says so.
    """

    onet: tuple[str, ...]
    wage_year: int | None

    @property
    def database(self) -> str:
        """What the header of a problem file calls O*NET's database."""
        if not self.onet:
            return "the O*NET Database (release not stated)"
        if len(self.onet) == 1:
            return f"the O*NET {self.onet[0]} Database"
        return f"the O*NET Database (of releases {' and '.join(self.onet)}, as its files say)"

    @property
    def wages(self) -> str:
        """What the header of a problem file calls the wages."""
        return "BLS OEWS, " + (
            "year not stated" if self.wage_year is None else f"May {self.wage_year}"
        )


def find_releases(folder: Path, onet: Iterable[Path], wages: Path) -> Releases:
    """Find out what the files say of their releases: a "Read Me", or their names.

    Parameters
    ----------
    folder
        Where they stand.
    onet
        Those of O*NET.
    wages
        The file of wages.
    """
    found = {version for path in folder.iterdir() if _READ_ME.fullmatch(path.name)
             for version in _versions(path)}  # fmt: skip
    for path in onet:
        name = _IN_NAME.match(path.name)
        if name is not None:
            found.add(f"{name[1]}.{name[2]}")
    folder_name = _IN_NAME.match(folder.name)
    if not found and folder_name is not None:
        found.add(f"{folder_name[1]}.{folder_name[2]}")
    year = _WAGE_YEAR.search(wages.name)
    return Releases(
        tuple(sorted(found, key=lambda version: [int(part) for part in version.split(".")])),
        None if year is None else int(year[1]),
    )


def _versions(path: Path) -> list[str]:
    try:
        text = "".join(line for _, line in zip(range(100), lines(path), strict=False))
    except InputError:  # nobody needs it
        return []
    return _DATABASE.findall(text)
