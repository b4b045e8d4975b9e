"""Problems as mixed-integer models, for any other solver."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from jobdesign.arguments import PATH, takes
from jobdesign.errors import InputError
from jobdesign.files.text import write_text
from jobdesign.problem import Problem

__all__ = ["write_model"]

_NO_LETTER = re.compile(r"[^A-Za-z0-9_]")
#: Formats take 255 characters, and Pyomo adds some for rows.
_LONGEST_LABEL = 120


@takes(problem=Problem, path=PATH)
def write_model(problem: Problem, path: str | Path) -> None:
    """Write the step-level model of a problem, with its cost to be minimised.

    Parameters
    ----------
    problem
        What is given.
    path
        Ends in ``.lp`` or ``.mps``; replaced in one go where it exists.

    Raises
    ------
    InputError
        Where the path has another ending or cannot be written.

    Examples
    --------
    >>> import jobdesign as jd, pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "pair.lp")
    >>> jd.write_model(jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[1, 2], manual_time=[3, 4], handoff_time=[1, 0])), path)
    >>> "work_handoff" in path.read_text()
    True
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".lp", ".mps"):
        raise InputError("must end in .lp or .mps", place="path", value=str(path))
    from jobdesign.methods.mip.compact import compact_model

    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, f"model{suffix}")
        options = {"labeler": _Labels()}
        compact_model(problem).write(str(whole), io_options=options)
        write_text(path, whole.read_text(encoding="utf-8"))


class _Labels:
    """Makes a label of each component's name that LP and MPS can hold, a different one for each.

    It begins with the name of the block, so that it is no number and no word of the format.
    """

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, component: Any) -> str:
        plain = unicodedata.normalize("NFKD", component.name).encode("ascii", "ignore").decode()
        text = _NO_LETTER.sub("_", plain)[:_LONGEST_LABEL]
        label, number = text, 1
        while label.casefold() in self._given:  # some solvers take capitals for small letters
            number += 1
            label = f"{text}_{number}"
        self._given.add(label.casefold())
        return label

    def remove_obj(self, component: Any) -> None:
        """Pyomo asks for it; labels stay given."""
