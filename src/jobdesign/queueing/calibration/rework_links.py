"""From a row of rework to the case it belongs to, through rework of rework."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["first_cases"]


def first_cases(parents: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Follow every link to its end.

    Parameters
    ----------
    parents
        (n,) for each row the row it links to; itself where it links to none.

    Returns
    -------
    array
        (n,) the row at the end of the chain; -1 where the chain never ends.

    Examples
    --------
    >>> import numpy as np
    >>> first_cases(np.array([0, 0, 1, 4, 3]))
    array([ 0,  0,  0, -1, -1])
    """
    ends = parents.copy()
    # every round doubles how far each row has looked
    for _ in range(max(1, len(parents)).bit_length()):
        ends = ends[ends]
    ends[parents[ends] != ends] = -1
    return ends
