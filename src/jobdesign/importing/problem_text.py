"""Problem files with comments: where each number comes from stands beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from jobdesign.checks import is_line
from jobdesign.problem import Problem
from jobdesign.steps import Step

if TYPE_CHECKING:
    from jobdesign.importing.summary import ImportSummary

__all__ = ["comment", "file_text", "rounded", "summary_comment"]

_WIDTH = 97


def file_text(problem: Problem, header: str, notes: Sequence[str]) -> str:
    """Return the text of a problem file with comments.

    Parameters
    ----------
    problem
        Without constraints, and without wages but base rates: importers know no others.
    header
        Comment at the top.
    notes
        One comment a step; empty ones are left out.
    """
    top = [f"name = {_quoted(problem.name)}"]
    if problem.workflow.alpha is not None:
        top.append(f"alpha = {problem.workflow.alpha!r}")
    blocks = [comment(header), "\n".join(top) + "\n"]
    rates = [("human", problem.wages.human), ("ai_management", problem.wages.ai_management)]
    wages = [f"{key} = {value!r}" for key, value in rates if value != 1]
    if wages:
        blocks.append("\n".join(["[wages]", *wages]) + "\n")
    blocks += [
        (comment(note) if note else "") + _table(step)
        for note, step in zip(notes, problem.workflow.steps, strict=True)
    ]
    return "\n".join(blocks)


def comment(text: str) -> str:
    """Return a text as comment lines, wrapped, whatever stands in it."""
    lines = [
        piece
        for line in text.split("\n")
        for piece in textwrap.wrap(_printable(line), _WIDTH) or [""]
    ]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def summary_comment(summary: ImportSummary, title: str, note: str) -> str:
    """Return the header of an imported problem: what its summary says."""
    lines = [
        title,
        note,
        "",
        "Read: " + "; ".join(f"{what}: {n}" for what, n in summary.read) + ".",
    ]
    if summary.dropped:
        lines.append("Left out: " + "; ".join(f"{what}: {n}" for what, n in summary.dropped) + ".")
    for heading, items in (("ASSUMED", summary.assumed), ("Note", summary.noticed)):
        if items:
            lines += ["", f"{heading}:", *(f"- {item}" for item in items)]
    return "\n".join(lines)


def rounded(value: float) -> float:
    """Round to six significant digits: a file to read is not a place for sixteen.

    Examples
    --------
    >>> rounded(1 / 3)
    0.333333
    """
    return float(f"{value:.6g}")


def _table(step: Step) -> str:
    lines = [f"name = {_quoted(step.name or '')}"]
    for field in fields(step)[1:]:
        value = getattr(step, field.name)
        if value is not None and (field.name != "ai_cost" or value):
            lines.append(f"{field.name} = {_number(value)}")
    return "\n".join(["[[steps]]", *lines]) + "\n"


def _number(value: float) -> str:
    """Write a number shortly where that reads back as the same."""
    short = f"{value:.10g}"
    return short if float(short) == value else repr(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter if is_line(letter) else " " for letter in text)
