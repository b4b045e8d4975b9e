"""Solvers of HiGHS with options set, and nothing of theirs on stdout.

HiGHS itself says which options it has and what they take, so that every version is
served by its own list. Some let it call optimal what is not: `loosened` names them.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from numbers import Real
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from jobdesign.checks import plain
from jobdesign.errors import InputError, did_you_mean

__all__ = [
    "LoggedSolver",
    "check_options",
    "checked_options",
    "loosened",
    "option_from_text",
    "option_names",
]

#: One thread, so that the same call gives the same answer.
_ALWAYS: dict[str, Any] = {"log_to_console": False, "threads": 1, "random_seed": 0}
#: What says how exactly HiGHS solves: larger values than its own prove less than they say.
_TOLERANCES = (
    "kkt_tolerance",
    "primal_feasibility_tolerance",
    "dual_feasibility_tolerance",
    "primal_residual_tolerance",
    "dual_residual_tolerance",
    "optimality_tolerance",
    "ipm_optimality_tolerance",
    "pdlp_optimality_tolerance",
    "mip_feasibility_tolerance",
    "small_matrix_value",
)
#: What changes the question: any value but HiGHS's own answers another one.
_QUESTIONS = (
    "user_objective_scale",
    "user_bound_scale",
    "objective_bound",
    "solve_relaxation",
)
#: What is endless: with smaller values a row or a bound is dropped.
_ENDS = ("infinite_bound", "infinite_cost", "large_matrix_value")
#: The lowest version of HiGHS that serves: 1.13 to 1.15 call dearer choices of jobs optimal.
_LEAST = (1, 16)
_making = threading.Lock()


class LoggedSolver(highspy.Highs):
    """A solver whose log goes to stderr where it is wanted, and never to stdout.

    Parameters
    ----------
    options
        Of HiGHS, by its names; `output_flag` is off unless they say otherwise.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        check_version()
        with _making, _silence():  # it greets on stdout
            super().__init__()
        #: the last line that said what is wrong
        self.complaint = ""
        self._is_told = bool(options.get("log_to_console", True) and options.get("output_flag"))
        for name, value in _ALWAYS.items():
            self.setOptionValue(name, value)
        self.cbLogging += self._hear
        for name, given in options.items():
            self._set(name, given)
        self.setOptionValue("log_to_console", False)
        if not options.get("output_flag") and not options.get("log_file"):
            self.setOptionValue("output_flag", False)

    def _set(self, name: str, given: Any) -> None:
        value = _of_right_type(name, given, self)
        self.complaint = ""
        if self.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise InputError(
                "is refused by HiGHS" + (f": {self.complaint}" if self.complaint else ""),
                place=f"option {name}",
                value=given,
                fix="" if self.complaint else "its manual says which values it takes",
            )

    def _hear(self, event: Any) -> None:
        kind, _, rest = event.message.strip().partition(":")
        if kind == "ERROR":
            # it begins with the name of a function
            self.complaint = " ".join(rest.rpartition(": ")[2].split())
        if self._is_told and sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):  # closed, or nobody reads it
                sys.stderr.write(event.message)


@cache
def check_version() -> None:
    """Refuse versions of HiGHS that are known to answer wrongly.

    Raises
    ------
    InputError
        Naming the one that serves.
    """
    found = metadata.version("highspy")
    if tuple(int(part) for part in re.findall(r"\d+", found)[:2]) < _LEAST:
        needed = ".".join(map(str, _LEAST))
        raise InputError(
            f"calls designs optimal that are not; {needed} is the lowest version that serves",
            place="highspy",
            value=found,
            fix=f'pip install "highspy>={needed}"',
        )


def checked_options(options: object) -> dict[str, Any]:
    """Return options as a dictionary of Python's own numbers, or refuse what is none."""
    if not isinstance(options or {}, Mapping):
        raise InputError(
            "must be a dictionary {name: value}",
            place="options of HiGHS",
            value=options,
            fix='write {"mip_rel_gap": 0.01}, say',
        )
    named: dict[str, Any] = plain(options or {})
    return named


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse options that HiGHS does not know, or values it does not take.

    Raises
    ------
    InputError
        Naming the option.
    """
    if options := checked_options(options):
        LoggedSolver({name: value for name, value in options.items() if name != "log_file"})
    if "log_file" in options:  # to set it would open it
        _of_right_type("log_file", options["log_file"], _plain())


def loosened(options: Mapping[str, Any]) -> list[str]:
    """Name the options with which HiGHS may call optimal or infeasible what is not.

    Examples
    --------
    >>> loosened({"presolve": "off", "mip_feasibility_tolerance": 1e-9})
    []
    >>> loosened({"dual_feasibility_tolerance": 0.5, "objective_bound": 3.0})
    ['dual_feasibility_tolerance', 'objective_bound']
    """
    usual = {name: _plain().getOptionValue(name)[1] for name in options}
    return [
        name
        for name, value in options.items()
        if (name in _TOLERANCES and not value <= usual[name])
        or (name in _QUESTIONS and value != usual[name])
        or (name in _ENDS and not value >= usual[name])
    ]


@cache
def option_names() -> tuple[str, ...]:
    """Return the names of the options that HiGHS has, as it writes them down itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "options.txt")
        _plain().writeOptions(str(path))
        lines = path.read_text(encoding="utf-8").splitlines()
    names = [line.partition(" = ")[0] for line in lines if " =" in line and line[0] != "#"]
    return tuple(sorted(names))


def option_from_text(name: str, text: str) -> Any:
    """Read the value of an option as a command line gives it.

    Examples
    --------
    >>> option_from_text("mip_max_nodes", "1e3"), option_from_text("output_flag", "off")
    (1000.0, False)
    """
    kind = _kind(name, _plain())
    kinds = highspy.HighsOptionType
    words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
    if kind == kinds.kBool:
        return words.get(text.lower(), text)
    if kind == kinds.kString:
        return text
    with contextlib.suppress(ValueError):
        return int(text)
    with contextlib.suppress(ValueError):
        return float(text)
    return text


def _of_right_type(name: str, value: Any, solver: highspy.Highs) -> Any:
    """Return the value as HiGHS wants it; it takes None for false and not-a-number for a gap."""
    kind, kinds = _kind(name, solver), highspy.HighsOptionType
    is_truth = isinstance(value, bool | np.bool_)
    if kind == kinds.kBool and is_truth:
        return bool(value)
    if kind == kinds.kString and isinstance(value, str):
        return str(value)
    if kind == kinds.kDouble and isinstance(value, Real) and not is_truth:
        if not math.isnan(value):
            return float(value)
    elif kind == kinds.kInt and isinstance(value, Real) and not is_truth:
        whole = int(float(value)) if math.isfinite(value) else None
        if whole is not None and whole == value and abs(whole) < 2**31:
            return whole
    rules = {
        kinds.kBool: "must be true or false",
        kinds.kString: "must be text",
        kinds.kDouble: "must be a number",
        kinds.kInt: "must be a whole number below 2^31",
    }
    raise InputError(rules[kind], place=f"option {name}", value=value)


def _kind(name: Any, solver: highspy.Highs) -> highspy.HighsOptionType:
    if isinstance(name, str):
        status, kind = solver.getOptionType(name)
    if not isinstance(name, str) or status != highspy.HighsStatus.kOk:
        raise InputError(
            "is no option of HiGHS",
            place="option",
            value=name,
            fix=did_you_mean(str(name), option_names()) or "see its manual",
        )
    return kind


@cache
def _plain() -> highspy.Highs:
    """Return a solver that is asked only what options there are."""
    return LoggedSolver({})


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Send to nowhere what compiled code writes to stdout, where there is a stdout."""
    try:
        kept = os.dup(1)
    except OSError:  # closed
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
