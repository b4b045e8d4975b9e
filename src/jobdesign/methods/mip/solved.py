"""What a host model's values stand for: what was asked when they were found, and whether they were.

A model keeps its values when it is changed, and when a solve finds none. So it
remembers a fingerprint of what was last asked and of the values then; where other
values stand in it since, somebody else has solved it, and nothing is known.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from jobdesign.errors import InputError
from jobdesign.methods.mip.reading import LinearModel, read_model

__all__ = ["check_solved", "remember"]

_NAME = "jobdesign_solved"


@dataclass(frozen=True, slots=True)
class _Solved:
    status: str
    has_point: bool
    asked: bytes
    values: bytes


def remember(model: Any, read: LinearModel | None, status: str, has_point: bool) -> None:
    """Note in the model what was asked, and which values stand in it now."""
    asked = b"" if read is None else read.fingerprint
    setattr(model, _NAME, _Solved(status, has_point, asked, _values_of(model)))


def check_solved(block: Any) -> str:
    """Return why the values of a block may not be those of its host as it is now, or nothing.

    Raises
    ------
    InputError
        Where the last solve found no point, so that they are of an earlier one.
    """
    host = block
    while host is not None and not hasattr(host, _NAME):
        host = host.parent_block()
    if host is None:
        return ""
    solved: _Solved = getattr(host, _NAME)
    if solved.values != _values_of(host):
        return ""
    if not solved.has_point:
        raise InputError(
            f"the last solve of the host model found no design (status {solved.status})",
            place=f"block {block.name}",
            fix="what its variables hold is of an earlier solve",
        )
    try:
        read = read_model(host)
    except InputError:
        read = None
    if read is None or read.fingerprint != solved.asked:
        return "the host model has changed since it was solved; solve it again"
    return ""


def _values_of(model: Any) -> bytes:
    digest = hashlib.sha256()
    for variable in model.component_data_objects(pyo.Var, active=True):
        value = variable.value
        digest.update(b"-" if value is None else struct.pack("<d", value))
    return digest.digest()
