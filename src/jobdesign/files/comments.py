"""What people wrote beside the numbers of a problem file: its comments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobdesign.files.text import read_text

__all__ = ["Comments", "read_comments"]


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a problem file.

    Parameters
    ----------
    header
        Those before and beside anything but steps.
    steps
        Those above and beside each step, in their order; empty where nothing has any.
    """

    header: str = ""
    steps: tuple[str, ...] = ()


def read_comments(path: str | Path) -> Comments:
    """Read the comments of a problem file in TOML; other files have none.

    Parameters
    ----------
    path
        A file that `read_problem` could read.

    Raises
    ------
    InputError
        Where the file cannot be read.

    Examples
    --------
    >>> read_comments("models/constrained/claims-office.toml").header.splitlines()[0]
    'A claims office: six steps, and five rules that the office has to keep.'
    """
    path = Path(path)
    if path.suffix.lower() != ".toml":
        return Comments()
    import tomlkit
    from tomlkit.items import AoT

    text = read_text(path)
    header, above = _above_steps(text)
    tree = tomlkit.parse(text)
    steps = tree.get("steps", [])
    beside = [_beside(step) for step in steps] if isinstance(steps, AoT) else []
    if beside and len(above) == len(beside):
        notes = tuple("\n".join(filter(None, pair)) for pair in zip(above, beside, strict=True))
    else:
        notes = ()
    rest = [_beside({key: value}) for key, value in tree.items() if key != "steps"]
    header = "\n".join(filter(None, (header, *rest)))
    return Comments(header, notes if any(notes) else ())


def _above_steps(text: str) -> tuple[str, list[str]]:
    """Return the comment lines that stand alone: before all else, and above each step."""
    header: list[str] = []
    above: list[str] = []
    block: list[str] = []
    quoted = ""
    for line in map(str.strip, text.splitlines()):
        if quoted:  # inside a text of several lines a # is no comment
            quoted = "" if quoted in line else quoted
        elif line.startswith("#"):
            block.append(line.removeprefix("#").removeprefix(" "))
        elif line:
            for mark in ('"""', "'" * 3):
                quoted = mark if line.count(mark) == 1 else quoted
            if line.replace(" ", "").startswith("[[steps]]"):
                above.append("\n".join(block))
            else:
                header += block
            block = []
        elif block and not above:
            header += [*block, ""]
            block = []
    return "\n".join([*header, *block]).strip(), above


def _beside(table: Any) -> str:
    """Return the comments at the ends of lines, each with its key."""
    found = []
    for key, value in table.items():
        comment = getattr(getattr(value, "trivia", None), "comment", "")
        if comment:
            found.append(f"{key}: {comment.removeprefix('#').strip()}")
    return "\n".join(found)
