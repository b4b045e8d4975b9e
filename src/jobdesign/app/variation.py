"""A random variation of a problem: the same steps with other numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from jobdesign.app.draft import Draft

__all__ = ["vary"]

#: Standard deviation of the logarithm of the factor that each number gets.
_SPREAD = 0.3
_VARIED = ("manual_skill", "manual_time", "ai_skill", "ai_time", "ai_difficulty", "handoff_time")


def vary(draft: Draft, seed: int) -> Draft:
    """Return a draft whose skills, times, difficulties and hand-offs are multiplied at random.

    Every number gets a lognormal factor of median 1 and is rounded to three digits;
    zeros and empty cells stay. Success is turned by the same kind of factor on its
    logarithm, which is a factor on its difficulty.

    Examples
    --------
    >>> draft = Draft(rows=({"manual_skill": 2.0, "manual_time": 0.0},))
    >>> vary(draft, seed=1) == vary(draft, seed=1), vary(draft, seed=1).rows[0]["manual_time"]
    (True, 0.0)
    """
    generator = np.random.default_rng(seed)

    def varied(row: Any) -> dict[str, Any]:
        changed = dict(row)
        for key in _VARIED:
            factor = float(np.exp(_SPREAD * generator.standard_normal()))
            if changed.get(key) is not None:
                changed[key] = float(f"{changed[key] * factor:.3g}")
        factor = float(np.exp(_SPREAD * generator.standard_normal()))
        success = changed.get("ai_success")
        if success is not None and success > 0:  # a negative one, still to be mended, has no power
            changed["ai_success"] = float(f"{success**factor:.3g}")
        return changed

    return replace(draft, rows=tuple(varied(row) for row in draft.rows))
