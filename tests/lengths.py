"""What a test does by default, and what it leaves to the long checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings


def first(few: int, cases: Iterable[Any]) -> list[Any]:
    """List cases for ``parametrize``: a few run by default, the others with ``-m slow``.

    A case of several arguments is a tuple.
    """
    values = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [
        pytest.param(*value, marks=[] if position < few else [pytest.mark.slow])
        for position, value in enumerate(values)
    ]


def examples(share: float) -> settings:
    """Take a share of the usual number of examples: for properties dear to check."""
    return settings(max_examples=round(share * settings.default.max_examples))
