"""A design's labour by kind, and an economy of such firms, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, shown_rows, text_of
from jobdesign.tables.numbers import column, column_or_blank, number, precise, tiny

if TYPE_CHECKING:
    from rich.console import Console

    from jobdesign.analysis.macro.economy import Economy
    from jobdesign.analysis.macro.labour import LabourInputs
    from jobdesign.analysis.macro.report import Macro

__all__ = ["labour_inputs_text", "macro_text"]


def labour_inputs_text(inputs: LabourInputs) -> str:
    """Return one row a task and a hand-off, and the sums by kind of labour."""
    console = new_console()
    _print_inputs(console, inputs)
    return text_of(console)


def macro_text(found: Macro) -> str:
    """Return the labour of the design, the density, the aggregates and the simulation."""
    console = new_console()
    _print_inputs(console, found.inputs)
    console.print()
    _say(console, _density(found))
    console.print()
    print_table(console, _aggregates(found))
    console.print()
    _say(console, _check(found))
    for note in found.notes:
        _say(console, f"Note: {note}")
    if found.economy is not None:
        console.print()
        _say(console, _firms(found.economy))
        print_table(console, _simulated(found.economy))
    return text_of(console)


def _say(console: Console, text: str) -> None:
    console.print(Text(text), soft_wrap=True)


def _print_inputs(console: Console, inputs: LabourInputs) -> None:
    _say(console, f"Design {inputs.design}, skill-adjusted labour of one unit of output")
    console.print()
    print_table(console, _tasks(inputs))
    console.print()
    print_table(console, _kinds(inputs))
    console.print()
    if inputs.quality is None:
        _say(console, f"Effective AI quality ᾱ: undefined, since {inputs.why_no_quality}.")
    else:
        _say(console, f"Effective AI quality ᾱ = {precise(inputs.quality)}.")
    _say(
        console,
        f"w_M l_M + w_H l_H = {precise(inputs.labour_cost)}, "
        f"and the design costs {precise(inputs.cost)}.",
    )


def _tasks(inputs: LabourInputs) -> Table:
    tasks = inputs.design.tasks
    chains = inputs.task_is_chain.tolist()
    names = [
        f"{task.first + 1}" if task.first == task.last else f"{task.first + 1}–{task.last + 1}"
        for task in tasks
    ]
    kinds = ["with AI" if chain else "by hand" for chain in chains]
    required = inputs.task_requirement.tolist()
    success = inputs.task_success.tolist()
    by_hand = [not chain for chain in chains]
    for number_of, amount in enumerate(inputs.handoff_requirement.tolist(), 1):
        if amount > 0:
            names.append(f"hand-off of job {number_of}")
            kinds.append("by hand")
            required.append(amount)
            success.append(1.0)
            by_hand.append(True)
    labour = [one / q for one, q in zip(required, success, strict=True)]
    rows = shown_rows(len(names))
    return make_table(
        {
            "Task": [names[i] for i in rows],
            "Labour": [kinds[i] for i in rows],
            "τ": column([required[i] for i in rows]),
            "Success": column_or_blank([success[i] for i in rows], [by_hand[i] for i in rows]),
            "τ / success": column([labour[i] for i in rows]),
        },
        words=["Task", "Labour"],
        count=len(names),
    )


def _kinds(inputs: LabourInputs) -> Table:
    technology = inputs.technology
    return make_table(
        {
            "Labour": ["AI management", "human"],
            "Requirement τ": column(
                [technology.management_requirement, technology.human_requirement]
            ),
            "Demand l": column([inputs.management_labour, inputs.human_labour]),
            "Wage w": column([technology.management_wage, technology.human_wage]),
        },
        words=["Labour"],
    )


def _density(found: Macro) -> str:
    density = found.density
    ces = density.ces
    alpha = found.expected_alpha
    at = "" if alpha is None else f" (this design's at alpha = {number(alpha)})"
    lot = f" Output in lots of {number(found.units)}." if found.units != 1 else ""
    return (
        f"CES with θ_M = {precise(ces.management_share)}, θ_H = {precise(ces.human_share)}, "
        f"ρ = {precise(ces.rho)} (σ = {precise(ces.elasticity)}). Support {density.support}: "
        f"qualities in (0, {precise(density.top)}], mean {number(density.mean_quality)}{at}; "
        f"θ_M τ_M^ρ + θ_H τ_H^ρ = {precise(density.restriction)}.{lot}"
    )


def _aggregates(found: Macro) -> Table:
    sums = found.aggregates
    return make_table(
        {
            "Aggregate": ["output X", "AI management labour M", "human labour H"],
            "Value": column([sums.output, sums.management_labour, sums.human_labour]),
            "Elasticity in u": column(
                [sums.output_elasticity, sums.management_elasticity, sums.human_elasticity]
            ),
        },
        words=["Aggregate"],
    )


def _check(found: Macro) -> str:
    sums = found.aggregates
    lot = " a lot" if found.units != 1 else ""
    return (
        f"At price {precise(found.price)}{lot} firms of quality u = {precise(sums.threshold)} and "
        f"better produce. CES output of M and H: {precise(sums.ces_output)}, "
        f"{tiny(abs(sums.ces_gap))} from X."
    )


def _firms(economy: Economy) -> str:
    return f"{len(economy.quality):,} firms, of which {int(economy.produces.sum()):,} produce"


def _simulated(economy: Economy) -> Table:
    rows = {
        "output X": economy.output,
        "AI management labour M": economy.management_labour,
        "human labour H": economy.human_labour,
        "profit": economy.profit,
    }
    return make_table(
        {
            "Sum": list(rows),
            "Simulated": column([row.value for row in rows.values()]),
            "Standard error": column([row.standard_error for row in rows.values()]),
            "Exact": column([row.exact for row in rows.values()]),
        },
        words=["Sum"],
    )
