"""Numbers as people write them in any country: judged by the whole file, not cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from jobdesign.errors import InputError
from jobdesign.importing.names import shortened
from jobdesign.importing.sheets.cells import Cell

__all__ = ["DECIMAL_COMMA", "DecimalSign", "decimal_sign", "plain_number"]


def _unmistakable(decimal: str, thousands: str) -> re.Pattern[str]:
    """Return what matches numbers that have these signs, and could have no others.

    There are not three decimals; or what stands before them is 0, or no group of thousands; or
    the other sign groups thousands.
    """
    d, t = re.escape(decimal), re.escape(thousands)
    return re.compile(
        rf"[+-]?(\d*{d}(\d{{1,2}}|\d{{4,}})|(0*|\d{{4,}}){d}\d+"
        rf"|\d{{1,3}}({t}\d{{3}})+{d}\d+|\d{{1,3}}({t}\d{{3}}){{2,}})",
        re.ASCII,
    )


#: By what separates the cells of a text: programs take semicolons where commas are decimal, and
#: commas where points are; nobody knows of tabs.
DECIMAL_COMMA = {";": True, ",": False, "\t": None}
_PLAIN = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")
#: Thousands set apart by what is never a decimal sign: blanks of any width, and apostrophes.
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([ \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*(?!\d)")
#: A point or comma that may set thousands apart or stand before decimals.
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
#: Letters and signs of money, none of which is part of a number.
_WORDS = re.compile(r"[^\W\d_]|[$€£¥₹]")
_EXPONENT = re.compile(r"[\d.,][eE][+-]?\d")
_COMMA, _POINT = _unmistakable(",", "."), _unmistakable(".", ",")
_CLOCK = re.compile(r"\d+:\d\d(:\d\d)?([.,]\d+)?")


class DecimalSign(NamedTuple):
    """What stands before the decimals in a file, and how that is known.

    Attributes
    ----------
    comma
        Whether it is the comma; None: nothing in the file says so.
    said
        The same in words, for those who read the result; empty where there is nothing to say.
    """

    comma: bool | None
    said: str = ""


def decimal_sign(
    cells: Iterable[tuple[str, str]], given: bool | None, usual: bool | None
) -> DecimalSign:
    """Judge what stands before decimals by all cells of a file.

    Parameters
    ----------
    cells
        Their places and texts.
    given
        Whether it is the comma, where the user says so.
    usual
        The same, of such files; None: nobody knows.

    Raises
    ------
    InputError
        Where a cell can be read in two ways, and no other cell says in which.

    Examples
    --------
    >>> decimal_sign([("B2", "10,5"), ("B3", "1,500")], None, None).said
    'commas are decimal, as "10,5" (B2) shows'
    >>> decimal_sign([("B2", "10,5"), ("B3", "1.500")], None, None)
    Traceback (most recent call last):
        ...
    jobdesign.errors.InputError: B3 = '1.500': can be read in two ways; ...
    """
    texts = [
        (place, cell, _ungrouped(cell.rstrip(" %")))
        for place, cell in cells
        if not (isinstance(cell, Cell) and cell.number)
    ]
    commas = [(place, cell) for place, cell, text in texts if _COMMA.fullmatch(text)]
    points = [(place, cell) for place, cell, text in texts if _POINT.fullmatch(text)]
    either = [(place, cell, text) for place, cell, text in texts if _EITHER.fullmatch(text)]
    if given is not None:
        return DecimalSign(given)
    if bool(commas) == bool(points):
        if either and (commas or usual is None):
            raise _two_ways(*either[0][:2])
        said = "commas are decimal, as in files with semicolons" if usual and either else ""
        return DecimalSign(True if usual else None, said)
    found = commas or points
    comma = bool(commas)
    place, cell = found[0]
    sign = "commas are" if comma else "points are"
    shown = shortened(cell, 40)
    said = f'{sign} decimal, as "{shown}" ({place}) shows' if comma or either else ""
    for at, text, plain in either:
        if ("," in plain) != comma:
            raise _two_ways(at, text)
    return DecimalSign(comma, said)


def plain_number(place: str, cell: str, decimal_comma: bool | None) -> str:
    """Return a number with a decimal point, without a percent sign; other text stays as it is.

    Raises
    ------
    InputError
        Where a comma or point could mean two things, or a unit stands beside a number.

    Examples
    --------
    >>> plain_number("B2", "1,5", None), plain_number("B2", "1.234,5", True)
    ('1.5', '1234.5')
    >>> plain_number("B2", "12,5 %", None), plain_number("B2", "1 234", None)
    ('0.125', '1234')
    >>> plain_number("B2", "1,500", None)
    Traceback (most recent call last):
        ...
    jobdesign.errors.InputError: B2 = '1,500': ...
    """
    if isinstance(cell, Cell) and cell.number:
        return cell
    text = _ungrouped(cell)
    if text.endswith("%"):
        return _hundredth(plain_number(place, text[:-1], decimal_comma)) or cell
    _refuse_units(place, cell, text)
    whole, comma, decimals = text.partition(",")
    if not comma:
        if decimal_comma and _THOUSANDS.fullmatch(text.lstrip("+-")):
            raise _two_ways(place, cell)
        return text
    if decimal_comma is None and "." not in whole and len(decimals) == 3 and whole.strip("+-0"):
        raise _two_ways(place, cell)
    grouped = _THOUSANDS.fullmatch(whole.lstrip("+-"))
    if decimal_comma is False or not decimals.isdecimal() or ("." in whole and not grouped):
        raise InputError(
            "must be a number", place=place, value=cell, fix="write it like 1.5, without thousands"
        )
    return f"{whole.replace('.', '')}.{decimals}"


def _ungrouped(cell: str) -> str:
    """Return a text without the blanks or apostrophes that set thousands apart."""
    text = cell.strip()
    found = _GROUPS.match(text)
    if found is None:
        return text
    return re.sub(r"[^\d+-]", "", found[0]) + text[found.end() :].strip()


def _two_ways(place: str, cell: str) -> InputError:
    text = cell.strip().rstrip(" %")
    fix = f"write {text.replace('.', '')}, or {text.replace('.', ',')} (--decimal comma)"
    if "," in text:
        fix = "write it with a point, or say that commas are decimal (--decimal comma)"
    return InputError("can be read in two ways", place=place, value=cell, fix=fix)


def _refuse_units(place: str, cell: str, text: str) -> None:
    """Say what is meant where words or signs stand beside a number."""
    if _CLOCK.fullmatch(text):
        raise InputError(
            "must be a number",
            place=place,
            value=cell,
            fix="write hours as a number: 0.5 for half an hour",
        )
    digits = any(letter.isdigit() for letter in text)
    if digits and _WORDS.search(text) and not _EXPONENT.search(text):
        raise InputError(
            "must be a number alone",
            place=place,
            value=cell,
            fix="leave out the unit: times are hours, skills are money an hour",
        )


def _hundredth(text: str) -> str | None:
    """Return a number over 100, exactly; None where the text is no number."""
    if not _PLAIN.fullmatch(text):
        return None
    return format(Decimal(text) / 100, "f")
