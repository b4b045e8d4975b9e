"""The methods: what each is, what it can do, and how to call it.

To add a method, write a module here with a function ``solve(problem, *, horizon,
job_ends, deadline, **options) -> Outcome`` and name it in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from jobdesign.methods.outcome import Outcome

__all__ = ["METHODS", "Method"]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to solve a problem.

    Parameters
    ----------
    name
        As users write it; also the name of its module.
    summary
        One line on what it is.
    exact
        Whether a finished run proves its design optimal.
    horizons
        ``"long"``, ``"short"`` or both.
    max_steps
        Number of steps up to which it can be asked for; None: any.
    compare_up_to
        Number of steps up to which ``compare`` runs it unasked: those that take
        no more than seconds.
    options
        Names of the options it takes.
    """

    name: str
    summary: str
    exact: bool = True
    horizons: tuple[str, ...] = ("long", "short")
    max_steps: int | None = None
    compare_up_to: int | None = None
    options: tuple[str, ...] = ()

    def load(self) -> Callable[..., Outcome]:
        """Import the method and return its ``solve``."""
        solve: Callable[..., Outcome] = import_module(f"jobdesign.methods.{self.name}").solve
        return solve


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            "brute_force", "every design, priced by the evaluator", max_steps=10, compare_up_to=9
        ),
        Method("recursion", "Propositions 1, 2 and 3 as written, memoised", compare_up_to=12),
        Method(
            "fptas",
            "Proposition 4's rounding, with the corrected error bound",
            exact=False,
            horizons=("long",),
            compare_up_to=25,
            options=("epsilon",),
        ),
        Method("frontier", "exact label-setting on (skill, time)", options=("engine",)),
        Method(
            "dag",
            "shortest path over step boundaries in networkx",
            max_steps=400,
            compare_up_to=100,
        ),
    )
}
