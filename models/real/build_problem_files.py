"""Build the problem files of this folder from O*NET, Microsoft, OpenAI and BLS data.

Run ``python models/real/build_problem_files.py DATA``, where DATA is the folder
with the files named in README.md. What is measured and what is assumed stands
in the header of every file that this writes, and in README.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import jobdesign as jd

Row = dict[str, str]

WEEK = 40.0  # hours, shared over the steps
TIME_WEIGHT = {"Core": 2, "Supplemental": 1, "n/a": 2}
AI_TIME = {"E1": 0.5, "E2": 0.75}  # of manual time, for each attempt
AI_SKILL = 1.0  # of manual skill
HANDOFF_INSIDE, HANDOFF_BETWEEN = 8.0, 1.0  # hours, inside a phase and at its end
COVERAGE = 0.0005  # share of conversations above which the source counts an activity

HEADER = """\
{title} (O*NET-SOC {soc}): {steps} tasks of the occupation as steps.
Written by build_problem_files.py; sources, licences and reasons: README.md in this folder.

Money in US dollars, time in hours. H_MEDIAN = {wage:g} dollars an hour (BLS OEWS, May 2024).

Measured: ai_success is the mean {success} of the work activities that the
task belongs to (Microsoft), over those with a share of conversations above {coverage}.
Where there is none, or people labelled the task E0 (OpenAI) or not at all, AI cannot do it.

ASSUMED, measured by nobody:
- the order of the steps, and their phases (order.csv);
- manual_skill: H_MEDIAN in equal shares; manual_time: a week of {week:g} hours, in which core
  tasks (and those O*NET has not classified) take twice as long as supplemental ones;
- ai_time, for each attempt: {e1:g} of manual_time where the label is E1, {e2:g} where it is E2;
- ai_skill: {skill:g} of manual_skill, since who checks must be able to do;
- handoff_time: {inside:g} hours inside a phase, {between:g} hour at its end.

This file includes information from the O*NET 29.1 Database by the U.S. Department of Labor,
Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET(R)
is a trademark of USDOL/ETA. The jobdesign developers have modified all or some of this
information. USDOL/ETA has not approved, endorsed, or tested these modifications.
It also uses "Working with AI" (Tomlinson et al. 2025, Microsoft, CC BY 4.0; averaged over
activities and rounded), the labels of "GPTs are GPTs" (copyright (c) 2024 OpenAI, MIT license)
and U.S. Bureau of Labor Statistics data (public domain)."""


@dataclass(frozen=True)
class Sources:
    """What is known: by O*NET-SOC code, by SOC code (wages), by task ID (the rest)."""

    titles: dict[str, str]
    wages: dict[str, str]
    tasks: dict[str, Row]
    labels: dict[str, str]
    activities: dict[str, list[Row]]

    @classmethod
    def read(cls, data: Path) -> Sources:
        """Read and join the files in the folder `data`."""
        metrics = {row["IWA"]: row for row in _rows(data / "ms_working_with_ai_iwa_metrics.csv")}
        parent = {
            row["DWA ID"]: row["IWA ID"] for row in _rows(data / "onet29_1_dwa_reference.txt.gz")
        }
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in _rows(data / "onet29_1_tasks_to_dwas.txt.gz"):
            found[row["Task ID"]].add(parent[row["DWA ID"]])
        labels = _rows(data / "gpts_full_labelset.tsv.gz")
        return cls(
            titles={
                row["O*NET-SOC Code"]: row["Title"]
                for row in _rows(data / "onet29_1_occupation_data.txt.gz")
            },
            wages={
                row["OCC_CODE"]: row["H_MEDIAN"]
                for row in _rows(data / "bls_oews_national_may2024.csv.gz")
                if row["O_GROUP"] == "detailed"
            },
            tasks={row["Task ID"]: row for row in _rows(data / "onet29_1_task_statements.txt.gz")},
            labels={str(int(float(row["Task ID"]))): row["human_exposure_agg"] for row in labels},
            activities={
                task: [metrics[iwa] for iwa in sorted(iwas) if iwa in metrics]
                for task, iwas in found.items()
            },
        )


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file; O*NET's .txt are tab-separated and never quoted."""
    opened = gzip.open if path.suffix == ".gz" else open
    quoting: Literal[0, 3] = csv.QUOTE_NONE if ".txt" in path.suffixes else csv.QUOTE_MINIMAL
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        delimiter = "," if ".csv" in path.suffixes else "\t"
        yield from csv.DictReader(file, delimiter=delimiter, quoting=quoting)


def build(sources: Sources, order: list[Row], success: str) -> tuple[jd.Problem, str]:
    """Return an occupation's problem and the text of its file, given its rows of order.csv."""
    soc = order[0]["soc"]
    title, wage = sources.titles[soc], float(sources.wages[soc[:7]])
    weights = [TIME_WEIGHT[sources.tasks[row["task_id"]]["Task Type"]] for row in order]
    steps, comments = [], []
    for i, row in enumerate(order):
        task, skill, time = row["task_id"], wage / len(order), WEEK * weights[i] / sum(weights)
        last_of_phase = i + 1 < len(order) and order[i + 1]["phase"] != row["phase"]
        handoff = HANDOFF_BETWEEN if last_of_phase else HANDOFF_INSIDE
        label = sources.labels.get(task)
        covered = [a for a in sources.activities.get(task, []) if float(a["share_ai"]) > COVERAGE]
        ai = {}
        if covered and label in AI_TIME:
            ai = {
                "ai_skill": round(AI_SKILL * skill, 4),
                "ai_time": round(AI_TIME[label] * time, 4),
                "ai_success": round(sum(float(a[success]) for a in covered) / len(covered), 4),
            }
        steps.append(
            jd.Step(
                name=row["name"],
                manual_skill=round(skill, 4),
                manual_time=round(time, 4),
                handoff_time=0.0 if i + 1 == len(order) else handoff,
                **ai,
            )
        )
        statement = sources.tasks[task]
        activities = "; ".join(a["title"].rstrip(".") for a in covered)
        comments.append(
            f"Phase {row['phase']}. Task {task} ({statement['Task Type']}): {statement['Task']}\n"
            f"Label {label or 'none'}. Activity: {activities or 'none with enough conversations'}."
        )
    header = HEADER.format(
        title=title, soc=soc, steps=len(steps), wage=wage, success=success,
        coverage=COVERAGE, week=WEEK, e1=AI_TIME["E1"], e2=AI_TIME["E2"], skill=AI_SKILL,
        inside=HANDOFF_INSIDE, between=HANDOFF_BETWEEN,
    )  # fmt: skip
    blocks = [_comment(header), f'name = "{title}"\n']
    blocks += [_comment(note) + _table(step) for note, step in zip(comments, steps, strict=True)]
    return jd.Problem(jd.Workflow(steps), name=title), "\n".join(blocks)


def _comment(text: str) -> str:
    lines = [piece for line in text.splitlines() for piece in textwrap.wrap(line, 97) or [""]]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _table(step: jd.Step) -> str:
    lines = [f'name = "{step.name}"']
    for field in fields(step)[1:]:
        value = getattr(step, field.name)
        if value is not None and field.name != "ai_cost":
            lines.append(f"{field.name} = {value:.10g}")
    return "\n".join(["[[steps]]", *lines]) + "\n"


def main() -> None:
    """Write one file for each occupation and read it back."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder with the source files")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="folder to write")
    parser.add_argument(
        "--success",
        default="completion_ai",
        choices=("completion_ai", "feedback_positive_fraction_ai"),
        help="measure of success; the second is the harsher one",
    )
    given = parser.parse_args()
    sources = Sources.read(given.data)
    order: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _rows(Path(__file__).with_name("order.csv")):
        order[row["soc"]].append(row)
    for rows in order.values():
        problem, text = build(sources, rows, given.success)
        path = given.to / f"{problem.name.split(' and ')[0].lower().replace(' ', '-')}.toml"
        path.write_text(text, encoding="utf-8", newline="\n")
        if jd.read_problem(path) != problem:
            raise AssertionError(f"{path} does not read back as the problem it was written from")


if __name__ == "__main__":
    main()
