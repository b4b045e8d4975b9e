"""Problems in files and links: read, checked, written."""

from __future__ import annotations

from jobdesign.files.links import read_link, write_link
from jobdesign.files.model_files import write_model
from jobdesign.files.problem_files import read_problem, write_problem
from jobdesign.files.steps_csv import read_steps, write_steps
from jobdesign.files.tree import problem_from_dict, problem_to_dict

__all__ = [
    "problem_from_dict",
    "problem_to_dict",
    "read_link",
    "read_problem",
    "read_steps",
    "write_link",
    "write_model",
    "write_problem",
    "write_steps",
]
