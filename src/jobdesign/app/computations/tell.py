"""How a computation says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Tell"]

#: Takes whatever the page can show of the progress.
Tell = Callable[[Any], None]
