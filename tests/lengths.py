"""What a test does by default, and what it leaves to the long checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings


def first(few: int, cases: Iterable[Any]) -> list[Any]:
    """List cases for ``parametrize``: a few run by default, the others with ``-m slow``."""
    return [
        case if position < few else pytest.param(case, marks=pytest.mark.slow)
        for position, case in enumerate(cases)
    ]


def examples(share: float) -> settings:
    """Take a share of the usual number of examples: for properties dear to check."""
    return settings(max_examples=round(share * settings.default.max_examples))
