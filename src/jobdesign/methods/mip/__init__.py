"""Mixed-integer programs in Pyomo, solved by HiGHS; the only package that imports them.

`highs` talks to the solver. `columns` chooses from jobs (`job_model`, `job_pools`),
`block` and `compact` decide step by step (`step_rows`, `wage_rows`).
"""

from __future__ import annotations

from jobdesign.methods.mip.block import JobDesignBlock, extract
from jobdesign.methods.mip.compact import compact_model
from jobdesign.methods.mip.highs import solve_model
from jobdesign.methods.mip.job_model import columns_model

__all__ = ["JobDesignBlock", "columns_model", "compact_model", "extract", "solve_model"]
