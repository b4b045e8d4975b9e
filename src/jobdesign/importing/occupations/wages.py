"""What an occupation earns an hour, also where the statistics do not say it outright."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from jobdesign.errors import InputError
from jobdesign.files.notation import parse_number
from jobdesign.importing.occupations.source_files import LINE, soc_code
from jobdesign.importing.sheets.numbers import decimal_sign, plain_number

__all__ = ["TOP_CODE", "Wage", "WageKind", "WageTable"]

WageKind = Literal["median", "annual", "top-coded", "group", "all occupations"]

#: Dollars an hour from which on the statistics of May 2022 and later say only "#".
TOP_CODE = 115.0
_EARLIER_TOP_CODE, _TOP_CODE_SINCE = 100.0, 2022
#: Paid hours of a year, as the statistics themselves assume.
_HOURS = 2080.0
#: A code may stand for a group and for the one occupation in it: the finest is meant.
_FINEST_LAST = ("total", "major", "minor", "broad", "detailed")
_WHOLE_DOLLARS = re.compile(r"\d{1,3}([,. '\u00a0\u202f]\d{3})+")
#: How near two wages are, in powers of ten, that have the same digits.
_SAME_DIGITS = 0.005
#: Columns of hourly wages, which show what stands before decimals.
_HOURLY = ("H_MEAN", "H_MEDIAN", "H_PCT10", "H_PCT25", "H_PCT75", "H_PCT90")
#: What a row of the whole country, all industries and all owners says; absent columns say nothing.
_NATIONAL = (
    ("AREA", ("99",)),
    ("AREA_TYPE", ("1",)),
    ("I_GROUP", ("cross-industry",)),
    ("NAICS", ("0",)),
    ("OWN_CODE", ("1235",)),
)


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
    """Rows of the national wage statistics by code.

    Attributes
    ----------
    rows
        Those of the whole country and all industries.
    elsewhere
        Codes that only parts of the country or single industries have, and one of those.
    top_code
        Dollars an hour from which on only "#" is printed.
    decimal_comma
        Whether wages are written with one.
    parts
        How many rows of parts of the country or single industries were left out.
    """

    rows: Mapping[str, Mapping[str, str]]
    elsewhere: Mapping[str, str]
    top_code: float
    decimal_comma: bool | None
    parts: int = 0

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[str, str]], year: int | None = None) -> WageTable:
        """Keep one row of each code: of the whole country and all industries, the finest.

        Raises
        ------
        InputError
            Where two of them say different things, or none is of the whole country.
        """
        rows = list(rows)
        cells = [
            (f"{row['OCC_CODE']}: {column}", row.get(column, "").strip("$ "))
            for row in rows
            for column in _HOURLY
        ]
        comma = decimal_sign(cells, None, False).comma
        national = [row for row in rows if not _part_of(row)]
        if not national and rows:
            raise InputError(
                "has no row of the whole country and all industries",
                place=rows[0]["OCC_CODE"],
                value=_part_of(rows[0]),
                fix="take the national file (national_M2024_dl, say)",
            )
        found: dict[str, Mapping[str, str]] = {}
        for row in sorted(national, key=lambda row: _rank(row["O_GROUP"])):
            code = soc_code(row["OCC_CODE"])[:7]
            other = found.get(code)
            if other is not None and _rank(other["O_GROUP"]) == _rank(row["O_GROUP"]):
                _refuse_another(code, other, row)
            found[code] = row
        elsewhere = {soc_code(row["OCC_CODE"])[:7]: _part_of(row) for row in rows if _part_of(row)}
        return cls(
            found,
            {code: part for code, part in elsewhere.items() if code not in found},
            _top_code(year, cells, comma),
            comma,
            len(rows) - len(national),
        )

    def knows(self, soc: str) -> bool:
        """Whether a row is about an occupation or a group around it, or there is none for all."""
        *around, everything = _around(soc[:7])
        return everything not in self.rows or any(code in self.rows for code in around)

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
        if soc[:7] in self.elsewhere:
            raise InputError(
                "has no wage of the whole country and all industries",
                place="occupation",
                value=soc,
                fix=f"take the national file; this one has {self.elsewhere[soc[:7]]}",
            )
        for code in _around(soc[:7]):
            row = self.rows.get(code)
            found = None if row is None else self._read(row)
            if row is None or found is None:
                continue
            if code == soc[:7]:
                return found
            everything = code == "00-0000"
            kind: WageKind = "all occupations" if everything else "group"
            evidence = f"of {code} {row['OCC_TITLE']}: the occupation has none"
            return Wage(found.hourly, kind, evidence)
        raise InputError("has no wage, nor has any group around it", place="occupation", value=soc)

    def _read(self, row: Mapping[str, str]) -> Wage | None:
        """Return the wage that a row prints, if it does."""
        place = f"{row['OCC_CODE']}: H_MEDIAN"
        hourly = _number(place, row["H_MEDIAN"], self.decimal_comma)
        annual = _number(place, _without_groups(row["A_MEDIAN"]), self.decimal_comma)
        if hourly is not None:
            _refuse_other_magnitude(row, hourly, annual)
            return Wage(hourly, "median", f"H_MEDIAN = {hourly:g} dollars an hour")
        least = f"at least {self.top_code:g} dollars an hour"
        if row["H_MEDIAN"] == "#":
            return Wage(self.top_code, "top-coded", f"H_MEDIAN is {least}")
        if annual is not None:
            wage = annual / _HOURS
            text = (
                f"A_MEDIAN = {annual:g} dollars a year over {_HOURS:g} hours = {wage:.4g} an hour"
            )
            return Wage(wage, "annual", text)
        if row["A_MEDIAN"] == "#":
            text = f"A_MEDIAN is at least {self.top_code * _HOURS:g} dollars a year, so {least}"
            return Wage(self.top_code, "top-coded", text)
        return None


def _around(code: str) -> Iterator[str]:
    """Yield a code, and those of the groups around it, from the smallest on."""
    yield code
    yield f"{code[:6]}0"
    yield f"{code[:5]}00"
    yield f"{code[:4]}000"
    yield f"{code[:3]}0000"
    yield "00-0000"


def _number(place: str, cell: str, decimal_comma: bool | None) -> float | None:
    """Return a wage; None where there is none ("*", "#", "**" or nothing)."""
    text = cell.strip("$ ")
    if not any(letter.isdigit() for letter in text):
        return None
    value = parse_number(place, plain_number(place, text, decimal_comma))
    return value if 0 < value < float("inf") else None


def _without_groups(cell: str) -> str:
    """Return whole dollars without what sets thousands apart."""
    text = cell.strip("$ ")
    return re.sub(r"\D", "", text) if _WHOLE_DOLLARS.fullmatch(text) else text


def _part_of(row: Mapping[str, str]) -> str:
    """Say of what part of the country or economy a row is; empty where of all."""
    for column, whole in _NATIONAL:
        cell = row.get(column, "").strip().lower()
        if cell:
            cell = cell.removesuffix(".0").lstrip("0") or "0"
        if cell and cell not in whole:
            title = {"AREA": "AREA_TITLE", "NAICS": "NAICS_TITLE"}.get(column, column)
            return f"{column} {cell} ({row.get(title, cell)})"
    return ""


def _refuse_another(code: str, one: Mapping[str, str], other: Mapping[str, str]) -> None:
    """Refuse a second row of a code that prints another wage."""
    if all(one[column] == other[column] for column in ("H_MEDIAN", "A_MEDIAN")):
        return
    raise InputError(
        "has two rows of the whole country with different wages",
        place=code,
        value=f"{one['H_MEDIAN']} and {other['H_MEDIAN']}",
        fix=f"keep one: line {one.get(LINE, '?')} or line {other.get(LINE, '?')}",
    )


def _refuse_other_magnitude(row: Mapping[str, str], hourly: float, annual: float | None) -> None:
    """Refuse an hourly wage that is a power of ten off the annual one: a sign was lost."""
    if not annual or not hourly:
        return
    power = math.log10(hourly) + math.log10(_HOURS) - math.log10(annual)  # no product overflows
    if round(power) and abs(power - round(power)) < _SAME_DIGITS:
        raise InputError(
            f"does not fit A_MEDIAN = {row['A_MEDIAN']}, but for zeros",
            place=f"{row['OCC_CODE']}: H_MEDIAN",
            value=row["H_MEDIAN"],
            fix="see what stands before its decimals",
        )


def _top_code(
    year: int | None, cells: Iterable[tuple[str, str]], decimal_comma: bool | None
) -> float:
    """Return the largest wage that the statistics of a year print."""
    printed = [
        _number(place, cell, decimal_comma) or 0.0
        for place, cell in cells
        if not place.endswith("H_MEAN")
    ]
    known = TOP_CODE if year is None or year >= _TOP_CODE_SINCE else _EARLIER_TOP_CODE
    return max([known, *printed])


def _rank(group: str) -> int:
    group = group.strip().lower()
    return _FINEST_LAST.index(group) if group in _FINEST_LAST else 0
