"""What an occupation earns an hour, also where the statistics do not say it outright."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from jobdesign.errors import InputError

__all__ = ["TOP_CODE", "Wage", "WageKind", "WageTable"]

WageKind = Literal["median", "annual", "top-coded", "group", "all occupations"]

#: Dollars an hour from which on the statistics of May 2024 say only "#".
TOP_CODE = 115.0
#: Paid hours of a year, as the statistics themselves assume.
_HOURS = 2080.0
#: A code may stand for a group and for the one occupation in it: the finest is meant.
_FINEST_LAST = ("total", "major", "minor", "broad", "detailed")


@dataclass(frozen=True, slots=True)
class Wage:
    """Dollars an hour, and how they are known.

    Attributes
    ----------
    hourly
        The median.
    kind
        ``"median"``: printed. ``"annual"``: the annual median over 2080 hours.
        ``"top-coded"``: at least this much. ``"group"``, ``"all occupations"``: of the
        smallest group around the occupation that has one.
    evidence
        The same in words.
    """

    hourly: float
    kind: WageKind
    evidence: str


@dataclass(frozen=True)
class WageTable:
    """Rows of the national wage statistics by code."""

    rows: Mapping[str, Mapping[str, str]]

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[str, str]]) -> WageTable:
        """Keep the finest row of each code."""
        ranked = sorted(rows, key=lambda row: _rank(row["O_GROUP"]))
        return cls({row["OCC_CODE"]: row for row in ranked})

    def of(self, soc: str) -> Wage:
        """Return the wage of an O*NET-SOC code.

        Raises
        ------
        InputError
            Where not even all occupations together have one.

        Examples
        --------
        >>> row = {"OCC_CODE": "11-1030", "OCC_TITLE": "Legislators", "O_GROUP": "broad",
        ...        "H_MEDIAN": "*", "A_MEDIAN": "44810"}
        >>> wage = WageTable.of_rows([row]).of("11-1031.00")
        >>> round(wage.hourly, 2), wage.kind
        (21.54, 'group')
        """
        for code in _around(soc[:7]):
            row = self.rows.get(code)
            found = None if row is None else _read(row)
            if row is None or found is None:
                continue
            if code == soc[:7]:
                return found
            everything = code == "00-0000"
            kind: WageKind = "all occupations" if everything else "group"
            evidence = f"of {code} {row['OCC_TITLE']}: the occupation has none"
            return Wage(found.hourly, kind, evidence)
        raise InputError("has no wage, nor has any group around it", place="occupation", value=soc)


def _around(code: str) -> Iterator[str]:
    """Yield a code, and those of the groups around it, from the smallest on."""
    yield code
    yield f"{code[:6]}0"
    yield f"{code[:5]}00"
    yield f"{code[:4]}000"
    yield f"{code[:3]}0000"
    yield "00-0000"


def _read(row: Mapping[str, str]) -> Wage | None:
    hourly, annual = _number(row["H_MEDIAN"]), _number(row["A_MEDIAN"])
    if hourly is not None:
        return Wage(hourly, "median", f"H_MEDIAN = {hourly:g} dollars an hour")
    if row["H_MEDIAN"] == "#":
        return Wage(TOP_CODE, "top-coded", f"H_MEDIAN is at least {TOP_CODE:g} dollars an hour")
    if annual is not None:
        wage = annual / _HOURS
        text = f"A_MEDIAN = {annual:g} dollars a year over {_HOURS:g} hours = {wage:.4g} an hour"
        return Wage(wage, "annual", text)
    return None


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", ""))
    except ValueError:  # "*", "#", "**" or nothing
        return None
    return value if 0 < value < float("inf") else None


def _rank(group: str) -> int:
    return _FINEST_LAST.index(group) if group in _FINEST_LAST else 0
