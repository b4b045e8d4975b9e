"""Compiled inner loops of the simulations; the only package of queues that imports numba.

`generator` makes random numbers, `times` draws from tables of distributions, `lindley`
is one server, `stations` several servers and stations in line, `feedback` the queue to
whose end items return. All work on blocks of some thousand items: a block stays in the
cache, and what cannot be compiled can fill it as well.
"""

from __future__ import annotations

from jobdesign.queueing.simulation.kernel.feedback import EXHAUSTED, GROW, run_feedback
from jobdesign.queueing.simulation.kernel.lindley import lindley, tally
from jobdesign.queueing.simulation.kernel.stations import accumulate, release, serve, split
from jobdesign.queueing.simulation.kernel.times import fill

__all__ = [
    "EXHAUSTED",
    "GROW",
    "accumulate",
    "fill",
    "lindley",
    "release",
    "run_feedback",
    "serve",
    "split",
    "tally",
]
