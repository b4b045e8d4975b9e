"""Libraries that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from jobdesign.errors import InputError

__all__ = ["MissingLibraryError", "load"]


class MissingLibraryError(InputError, ImportError):
    """A format needs a library that is not installed; one line says how to get it."""


def load(module: str, what: str) -> Any:
    """Return a module of the extra ``data``.

    Raises
    ------
    MissingLibraryError
        Where it is not installed: how to install it.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingLibraryError(
            f"{what} needs {module.partition('.')[0]}, which is not installed",
            fix='run pip install "jobdesign[data]"',
        ) from None
