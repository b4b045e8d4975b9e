"""Problems as mixed-integer models, for any other solver."""

from __future__ import annotations

import tempfile
from pathlib import Path

from jobdesign.errors import InputError
from jobdesign.files.text import write_text
from jobdesign.problem import Problem

__all__ = ["write_model"]


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
        options = {"symbolic_solver_labels": True}
        compact_model(problem).write(str(whole), io_options=options)
        write_text(path, whole.read_text(encoding="utf-8"))
