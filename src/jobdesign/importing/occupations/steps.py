"""An occupation as a problem: its tasks as steps.

What is measured and what is assumed stands in the header of every file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jobdesign.arguments import LISTED, PATH, takes
from jobdesign.errors import InputError
from jobdesign.importing.occupations.order import Placed, assumed_order
from jobdesign.importing.occupations.sources import Sources, Success
from jobdesign.importing.summary import Imported, Tally
from jobdesign.problem import Problem
from jobdesign.steps import Step
from jobdesign.workflow import Workflow

__all__ = ["build_occupation", "import_occupation"]

WEEK = 40.0  # hours, shared over the steps
TIME_WEIGHT = {"Core": 2, "Supplemental": 1, "n/a": 2}
AI_TIME = {"E1": 0.5, "E2": 0.75}  # of manual time, for each attempt
_LABELS = ("E0", *AI_TIME)
AI_SKILL = 1.0  # of manual skill
HANDOFF_INSIDE, HANDOFF_BETWEEN = 8.0, 1.0  # hours, inside a phase and at its end
COVERAGE = 0.0005  # share of conversations above which the source counts an activity

_ASSUMED_ORDER = (
    "by O*NET's kinds of work activities: information input, mental processes, work output, "
    "interacting with others; within a kind as O*NET lists them"
)

_HEADER = """\
{title} (O*NET-SOC {soc}): {steps} tasks of the occupation as steps.
{written}

Money in US dollars, time in hours. {wage} ({wages}).

Measured: ai_success is the mean {success} of the work activities that the
task belongs to (Microsoft), over those with a share of conversations above {coverage}.
Where there is none, or people labelled the task E0 (OpenAI) or not at all, AI cannot do it.

ASSUMED, measured by nobody:
- the order of the steps, and their phases ({order});
- manual_skill: {wage_name} in equal shares; manual_time: a week of {week:g} hours, in which core
  tasks (and those O*NET has not classified) take twice as long as supplemental ones;
- ai_time, for each attempt: {e1:g} of manual_time where the label is E1, {e2:g} where it is E2;
- ai_skill: {skill:g} of manual_skill, since who checks must be able to do;
- handoff_time: {inside:g} hours inside a phase, {between:g} hour at its end.

This file includes information from {database} by the U.S. Department of Labor,
Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET(R)
is a trademark of USDOL/ETA. The jobdesign developers have modified all or some of this
information. USDOL/ETA has not approved, endorsed, or tested these modifications.
It also uses "Working with AI" (Tomlinson et al. 2025, Microsoft, CC BY 4.0; averaged over
activities and rounded), the labels of "GPTs are GPTs" (copyright (c) 2024 OpenAI, MIT license)
and U.S. Bureau of Labor Statistics data (public domain)."""


@takes(occupation=str, data=(*PATH, Sources), order=LISTED)
def import_occupation(
    occupation: str,
    data: str | Path | Sources,
    *,
    order: Sequence[Placed] | None = None,
    success: Success = "completion_ai",
) -> Imported:
    """Make a problem of an O*NET occupation.

    Parameters
    ----------
    occupation
        Its O*NET-SOC code, SOC code or title.
    data
        The folder of the source files, or what `Sources.read` made of it.
    order
        Its tasks in order; by default by kind of work activity.
    success
        The measure of AI's success; ``"feedback_positive_fraction_ai"`` is the harsher.

    Raises
    ------
    InputError
        Where a file or the occupation is missing.
    """
    sources = data if isinstance(data, Sources) else Sources.read(data)
    soc = sources.find(occupation)
    given = order is not None
    placed = assumed_order(sources, soc) if order is None else list(order)
    return build_occupation(
        sources,
        soc,
        placed,
        success,
        written="Written by jobdesign import occupation.",
        order_from="as given" if given else _ASSUMED_ORDER,
    )


def build_occupation(
    sources: Sources,
    soc: str,
    order: Sequence[Placed],
    success: Success,
    *,
    written: str,
    order_from: str,
) -> Imported:
    """Return an occupation's problem, given its tasks in order.

    Raises
    ------
    InputError
        Where a task is not known.
    """
    title, wage = sources.titles[soc], sources.wage(soc)
    _check_tasks(sources, soc, order)
    kinds = [sources.tasks[placed.task]["Task Type"] for placed in order]
    weights = [TIME_WEIGHT.get(kind, TIME_WEIGHT["n/a"]) for kind in kinds]
    steps, notes = [], []
    unmeasured = unlabelled = 0
    for i, placed in enumerate(order):
        last = i + 1 == len(order)
        skill, time = wage.hourly / len(order), WEEK * weights[i] / sum(weights)
        ends_phase = not last and order[i + 1].phase != placed.phase
        handoff = HANDOFF_BETWEEN if ends_phase else HANDOFF_INSIDE
        label = sources.labels.get(placed.task)
        covered = [
            row
            for row in sources.activities.get(placed.task, ())
            if float(row["share_ai"]) > COVERAGE and row[success]
        ]
        unmeasured += not covered
        unlabelled += label not in _LABELS
        ai = {}
        if covered and label in AI_TIME:
            ai = {
                "ai_skill": round(AI_SKILL * skill, 4),
                "ai_time": round(AI_TIME[label] * time, 4),
                "ai_success": round(sum(float(row[success]) for row in covered) / len(covered), 4),
            }
        steps.append(
            Step(
                name=placed.name,
                manual_skill=round(skill, 4),
                manual_time=round(time, 4),
                handoff_time=0.0 if last else handoff,
                **ai,
            )
        )
        statement = sources.tasks[placed.task]
        activities = "; ".join(row["title"].rstrip(".") for row in covered)
        notes.append(
            f"Phase {placed.phase}. Task {placed.task} ({kinds[i]}): {statement['Task']}\n"
            f"Label {label or 'none'}. Activity: {activities or 'none with enough conversations'}."
        )
    header = _HEADER.format(
        database=sources.releases.database, wages=sources.releases.wages,
        title=title, soc=soc, steps=len(steps), written=written, wage=wage.evidence,
        wage_name="H_MEDIAN" if wage.kind == "median" else "the wage",
        success=success, coverage=COVERAGE, order=order_from, week=WEEK, e1=AI_TIME["E1"],
        e2=AI_TIME["E2"], skill=AI_SKILL, inside=HANDOFF_INSIDE, between=HANDOFF_BETWEEN,
    )  # fmt: skip
    tally = Tally(
        read={"tasks": len(steps), "tasks that AI can do": sum(bool(s.ai_success) for s in steps)}
    )
    tally.assumed += [
        f"the order of the steps: {' '.join(order_from.split())}",
        "manual_skill: the wage in equal shares; manual_time: a week of 40 hours",
        "ai_time, ai_skill and hand-offs: as the header of the file says",
    ]
    tally.noticed += [f"wage: {wage.evidence}", *sources.said]
    missing = len(set(sources.tasks_of[soc]) - {placed.task for placed in order})
    if missing:
        tally.noticed.append(f"{missing} tasks of the occupation are not in the order: left out")
    if unmeasured:
        tally.noticed.append(f"{unmeasured} tasks have no measured success: AI cannot do them")
    if unlabelled:
        tally.noticed.append(f"{unlabelled} tasks have no label: AI cannot do them")
    problem = Problem(Workflow(steps), name=title)
    return Imported(problem, tally.summary(f"O*NET-SOC {soc}, {title}"), header, tuple(notes))


def _check_tasks(sources: Sources, soc: str, order: Sequence[Placed]) -> None:
    """Refuse tasks that are not the occupation's, or stand twice."""
    seen: set[str] = set()
    for placed in order:
        if placed.task not in sources.tasks:
            raise InputError("is no task of O*NET", place="task_id", value=placed.task)
        if placed.task not in sources.tasks_of[soc]:
            other = sources.tasks[placed.task]["O*NET-SOC Code"]
            raise InputError(f"is a task of {other}", place="task_id", value=placed.task)
        if placed.task in seen:
            raise InputError("stands twice in the order", place="task_id", value=placed.task)
        seen.add(placed.task)
