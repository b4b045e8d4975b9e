"""Libraries that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from jobdesign.errors import InputError

__all__ = ["load"]


def load(module: str, what: str) -> Any:
    """Return a module of the extra ``data``.

    Raises
    ------
    InputError
        Where it is not installed: how to install it.
    """
    try:
        return import_module(module)
    except ImportError:
        raise InputError(
            f"{what} needs {module.partition('.')[0]}, which is not installed",
            fix='run pip install "jobdesign[data]"',
        ) from None
