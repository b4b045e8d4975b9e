"""Forms of times: what they must say, and which one a text may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from jobdesign.errors import InputError

__all__ = ["UNIT_NAMES", "advice", "check_form", "rule_of"]

#: Units of times that are numbers; the last counts days as spreadsheets do.
UNIT_NAMES = ("s", "ms", "us", "ns", "min", "h", "d", "excel")
_NUMBER = re.compile(r"[+-]?\d{1,25}(?:\.\d{0,25})?", re.ASCII)
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?", re.ASCII | re.IGNORECASE
)
_DAY_MONTH = re.compile(r"\d{1,2}[./-]\d{1,2}\.?(?:[ T]\d.*)?", re.ASCII)
_BEGINS = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)?", re.ASCII
)
#: Forms that are pointed at where a time has one of them.
_FORMS = tuple(
    f"{date} {clock}".strip()
    for date in (
        "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y",
        "%m/%d/%y", "%Y.%m.%d", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y", "%d-%b-%y",
        "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%a %b %d %Y", "%a, %d %b %Y",
    )
    for clock in (
        "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%H.%M", "%H.%M.%S",
        "%H%M", "%H%M%S", "%H:%M:%S %z", "%Hh%M", "",
    )
)  # fmt: skip


def check_form(form: str) -> None:
    """Refuse a form of times that leaves open which moment is meant.

    Parameters
    ----------
    form
        As `datetime.strptime` has it.

    Raises
    ------
    InputError
        Where it lacks the day, month or year, half of the day, or is none.
    """
    letters = set(re.findall(r"%[-#]?([A-Za-z%])", form.replace("%%", "")))
    by_weeks = bool(letters & set("UWV") and letters & set("aAuw"))
    lacks = [
        what
        for what, ways in (("year", "YyGcx"), ("month", "mbBjcx"), ("day", "djcx"))
        if not letters & set(ways) and (what == "year" or not by_weeks)
    ]
    rule = fix = ""
    if "s" in letters:
        rule, fix = "has %s, which reads nothing", "seconds since 1970 are read by --time-unit s"
    elif lacks:
        rule = f"has no {_and(lacks)}: which moment it is stays open"
        fix = (
            "join the columns of date and time, and write as %d.%m.%Y %H:%M"
            if len(lacks) == 3
            else f"export times with the {_and(lacks)}: the log must say it"
        )
    elif "I" in letters and "p" not in letters:
        rule, fix = "has %I, an hour of twelve, without %p", "add %p (AM or PM), or write %H"
    elif "p" in letters and "I" not in letters:
        rule, fix = "has %p (AM or PM) without %I, so it would mean nothing", "write %I for %H"
    elif "Z" in letters:
        rule = "has %Z, and names of zones are not read"
        fix = "write the letters themselves (UTC, say) and give the zone (--time-zone), or %z"
    elif letters & set("M") and not letters & set("HIcX"):
        rule, fix = "has minutes and no hour", "write %m for the month, %H:%M for the time"
    if not rule:
        try:
            datetime.strptime("", form)
        except ValueError as error:
            if "does not match" not in str(error):
                rule, fix = f"is no form of times: {error}", "write as %d.%m.%Y %H:%M"
        except (re.error, IndexError, KeyError):
            rule, fix = "is no form of times", "write each part once, as %d.%m.%Y %H:%M"
    if rule:
        raise InputError(rule, place="time format", value=form, fix=fix)


def rule_of(form: str | None, unit: str | None) -> str:
    """Say what a time must be."""
    if unit is not None:
        return f"must be a number, in {'days of Excel' if unit == 'excel' else unit}"
    if form is not None:
        return f"must be a time in the form {form}"
    return "must be a time like 2024-03-01T10:00:00+01:00, year first"


def advice(text: str, form: str | None, unit: str | None) -> str:
    """Say what would read a time, having looked at it."""
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?[eE]\+?\d+", text):
        return "a spreadsheet program shortened it: export it again, as text"
    if unit is not None:
        return "leave --time-unit out where times are written as dates"
    if _NUMBER.fullmatch(text) and not (len(text) == 8 and text[:2] in ("19", "20")):
        return (
            "if it counts since 1970, or days as Excel does, say so "
            "(--time-unit s, ms, us, ns or excel)"
        )
    fitting = [known for known in _FORMS if known != form and _fits(text, known)]
    if fitting:
        return f"say how it is written (--time-format {' or '.join(map(repr, fitting[:3]))})"
    if _CLOCK.fullmatch(text):
        return "it has no date: join the columns of date and time"
    if _DAY_MONTH.fullmatch(text):
        return "it has no year: export it with one"
    if form is not None:
        return ""
    begins = _BEGINS.match(text)
    if begins and begins.end() < len(text):
        return "leave out what follows the time; a zone is written +01:00, or given (--time-zone)"
    if begins:
        return "see whether there is such a day, and such an hour"
    return "or say how it is written (--time-format)"


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
