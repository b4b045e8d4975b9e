"""Waits of two routes and what they say about AI, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column, column_or_blank, number, percent
from jobdesign.tables.queueing import queue_heading

if TYPE_CHECKING:
    from jobdesign.queueing.adoption.report import AdoptionReport
    from jobdesign.queueing.adoption.routes import Routes
    from jobdesign.queueing.waits import RouteWaits

__all__ = ["adoption_text", "waits_text"]


def waits_text(found: RouteWaits) -> str:
    """Return one row a route."""
    from jobdesign.queueing.waits import PERCENTILES

    console = new_console()
    problem = found.problem
    console.print(Text(queue_heading(problem, "Queue")), soft_wrap=True)
    console.print()
    queues = list(found.queues.values())
    table = {
        "Route": [name if name.isalpha() else f"{float(name):.4g} to AI" for name in found.queues],
        "Service": column([queue.mean_service for queue in queues]),
        "Variation²": column([queue.service.squared_variation for queue in queues]),
        "Busy": [percent(queue.utilisation) for queue in queues],
        "Wait": column([queue.mean_wait for queue in queues]),
        "In system": column([queue.mean_time_in_system for queue in queues]),
    }
    for at, p in enumerate(PERCENTILES):
        values = [found.percentiles[name][at] for name in found.queues]
        if not all(math.isnan(value) for value in values):
            blank = [math.isnan(value) for value in values]
            table[f"{p:.0%}"] = column_or_blank(values, blank)
    print_table(console, make_table(table, words=["Route"]))
    console.print()
    percentiles = " Percentages: the wait that so many do not exceed." if len(table) > 6 else ""
    console.print(Text(f"Wait: before service.{percentiles}"), soft_wrap=True)
    said = {f"Mean wait, {name}: {queue.formula}." for name, queue in found.queues.items()
            if not queue.formula.is_exact and queue.is_stable}  # fmt: skip
    methods = {method for method in found.methods.values() if method not in ("", "exact")}
    said |= {f"Percentiles: {method}." for method in methods}
    for line in sorted(said):
        console.print(Text(line), soft_wrap=True)
    return text_of(console)


def adoption_text(report: AdoptionReport) -> str:
    """Return what holds, a sentence a result."""
    console = new_console()
    routes, wedge = report.routes, report.wedge
    unit = f" ({report.time_unit})" if report.time_unit else ""
    title = f"{report.name or 'Two routes'}: {number(routes.arrival_rate)} arrivals"
    console.print(Text(f"{title} a unit of time{unit}"), soft_wrap=True)
    console.print()
    manual, assisted = routes.manual, routes.assisted
    table = {
        "Route": ["manual", "assisted"],
        "Mean": column([manual.mean, assisted.mean]),
        "Variation²": column([manual.squared_variation, assisted.squared_variation]),
        "Busy": [percent(routes.utilisation(share)) for share in (0.0, 1.0)],
        "Wait": column([wedge.manual_wait, wedge.assisted_wait]),
    }
    print_table(console, make_table(table, words=["Route"]))
    console.print()
    for line in _verdicts(report) + _approximation(report.routes):
        console.print(Text(line), soft_wrap=True)
    return text_of(console)


def _approximation(routes: Routes) -> list[str]:
    """Say how the waits were found where they are not exact."""
    formula = routes.formula
    return [] if formula.is_exact else [f"Waits: {formula}."]


def _verdicts(report: AdoptionReport) -> list[str]:
    wedge, best, critical = report.wedge, report.best, report.critical
    saves = "AI saves time on a task" if wedge.saves_time else "AI saves no time on a task"
    joined = "and" if wedge.saves_time == wedge.assisted_is_faster else "but"
    if math.isinf(wedge.manual_wait) and math.isinf(wedge.assisted_wait):
        waits = "neither route alone can serve all"
    elif wedge.assisted_wait == wedge.manual_wait:
        waits = "the waits are equal"
    else:
        waits = f"{'shortens' if wedge.assisted_is_faster else 'lengthens'} the wait"
    wedge_note = ": the variance wedge" if wedge.in_wedge else ""
    lines = [f"{saves} {joined} {waits}{wedge_note}."]
    if math.isinf(wedge.variance_budget):
        if math.isinf(wedge.manual_wait):
            lines.append("Work by hand alone piles up: AI may vary without limit and still help.")
    elif wedge.variance_budget > 0.0:
        lines.append(
            f"Variance budget {number(wedge.variance_budget)},"
            f" used {number(wedge.variability_ratio)};"
            f" AI's variation² may be up to {number(wedge.largest_variation)}"
            f" and is {number(wedge.assisted_variation)}."
        )
    if best.share is None:
        lines.append("No share of AI keeps the queue stable.")
    elif best.any_share:
        lines.append("Every share of AI waits as long.")
    else:
        lines.append(f"Best share of AI: {best.share:g}, mean wait {number(best.mean_wait)}.")
    if critical is None:
        lines.append(
            "No critical arrival rate: the same route waits less wherever both are stable."
        )
    else:
        lines.append(
            f"Critical arrival rate {number(critical.arrival_rate)}: above it the"
            f" {critical.faster_above} route waits less, below it the {critical.faster_below} one."
        )
    lines.append(_stability(report))
    if report.account is not None:
        account = report.account
        relief = "relieves" if account.is_relief else "does not relieve"
        lines.append(
            f"Attention a task: {number(account.manual)} by hand; with AI"
            f" {number(account.review)} of review and {number(account.expected_rework)} of"
            f" rework, {number(account.assisted)} in all: AI {relief} the team."
        )
    return lines


def _stability(report: AdoptionReport) -> str:
    found = report.stabilising
    if found.threshold is None:
        every = {"all": "at every share", "none": "at no share"}[found.stable]
        return f"The queue is stable {every} of AI."
    return f"The queue is stable at shares of AI {found.stable} {number(found.threshold)}."
