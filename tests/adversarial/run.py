"""Many adversarial problems by every exact method and face; prints how many are wrong.

    python tests/adversarial/run.py --problems 20000 --processes 2 --record adversarial.jsonl

What is recorded is not tried again, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from adversarial.families import FAMILIES, draw
from adversarial.trials import tried

#: Problems that a process takes at a time.
_CHUNK = 5


def attempt(work: tuple[str, int]) -> dict[str, Any]:
    """Try one problem."""
    family, number = work
    warnings.simplefilter("error")
    began = time.process_time()
    wrong: list[str] = []
    unproved = 0
    try:
        problem = draw(family, number)
        if problem is not None:
            judge = tried(problem, number)
            wrong, unproved = judge.wrong, judge.unproved
    except Exception as error:
        problem, wrong = None, [f"{type(error).__name__}: {error}"[:300]]
    return {
        "family": family,
        "number": number,
        "refused": problem is None,
        "wrong": wrong,
        "unproved": unproved,
        "seconds": round(time.process_time() - began, 3),
    }


def left(problems: int, families: list[str], known: list[dict[str, Any]]) -> Iterator[Any]:
    """Yield the problems that are not recorded yet, the families in turn."""
    done = {(row["family"], row["number"]) for row in known}
    for position in range(problems):
        work = families[position % len(families)], position // len(families)
        if work not in done:
            yield work


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--record", type=Path, default=Path("adversarial.jsonl"))
    parser.add_argument("--family", choices=FAMILIES, action="append")
    parser.add_argument("--seconds", type=float, help="Stop after so many; run again to go on.")
    asked = parser.parse_args()
    families = asked.family or list(FAMILIES)
    known = []
    if asked.record.exists():
        lines = asked.record.read_text(encoding="utf-8").splitlines()
        known = [json.loads(line) for line in lines]
    began = time.monotonic()
    with (
        asked.record.open("a", encoding="utf-8") as record,
        multiprocessing.get_context("spawn").Pool(asked.processes) as pool,
    ):
        work = left(asked.problems, families, known)
        for row in pool.imap_unordered(attempt, work, chunksize=_CHUNK):
            known.append(row)
            record.write(json.dumps(row, ensure_ascii=False) + "\n")
            record.flush()
            if row["wrong"]:
                print(row["family"], row["number"], *row["wrong"][:3], sep="\n  ", flush=True)
            if asked.seconds and time.monotonic() - began > asked.seconds:
                pool.terminate()
                break
    counts = Counter(row["family"] for row in known)
    wrong = Counter(row["family"] for row in known if row["wrong"])
    refused = Counter(row["family"] for row in known if row["refused"])
    for family in counts:
        print(f"{family}: {counts[family]:,}, refused {refused[family]:,}, wrong {wrong[family]}")
    seconds = sum(row["seconds"] for row in known)
    print(f"left unproved by mip_compact: {sum(row['unproved'] for row in known)} answers")
    print(f"{len(known):,} problems, {seconds:,.0f} s of processor time, wrong: {wrong.total()}")
    return 1 if wrong.total() else 0


if __name__ == "__main__":
    sys.exit(main())
