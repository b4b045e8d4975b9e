"""What the page opens with: a file named on the command line, or the authors' example."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from jobdesign.app.draft import Draft
from jobdesign.files.links import read_link
from jobdesign.files.problem_files import read_problem
from jobdesign.problem import Problem

__all__ = ["Opening", "first_draft", "set_opening"]

#: The workflow that the authors' page opens with.
_EXAMPLE = (
    "?cM=2,1,2,1,2&tM=1.5,1.5,3,1.5,2&cA=5,1,2,1,4&tA=3,1,1,0.5,2&d=100,5,2.5,1,100"
    "&tH=100,100,100,100,0&alpha=0.5"
    "&n=Define Problem|Find Data|Write Code|Prepare Report|Present Findings"
    "&title=Data Scientist Workflow"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A file to open, read anew for every reader.

    Parameters
    ----------
    file
        A problem file or a link; None for the example.
    notation, alpha
        As for `jobdesign.read_problem`, and alpha instead of the file's.
    """

    file: str | None = None
    notation: str | None = None
    alpha: float | None = None

    def read(self) -> Problem:
        """Return the problem.

        Raises
        ------
        InputError
            As `jobdesign.read_problem`.
        """
        if self.file is None:
            return read_link(_EXAMPLE)
        is_csv = Path(self.file).suffix.lower() == ".csv"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the page says it again of what it shows
            problem = read_problem(
                self.file, notation=self.notation, alpha=self.alpha if is_csv else None
            )
            return problem if self.alpha is None or is_csv else problem.with_alpha(self.alpha)


_opening = Opening()


def set_opening(opening: Opening) -> None:
    """Say what every reader of this server starts with."""
    global _opening  # one server, one command line
    _opening = opening


def first_draft() -> Draft:
    """Return what a reader starts with.

    Raises
    ------
    InputError
        Where the file is wrong by now.

    Examples
    --------
    >>> first_draft().name
    'Data Scientist Workflow'
    """
    return Draft.of(_opening.read())
