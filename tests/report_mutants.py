"""Damaged files for every reader: ``python tests/report_mutants.py [MUTANTS] [FIRST]``.

Each mutant is read, by the reader of its kind, and either answered or refused with
`InputError`. Prints, for each kind, how many were answered, what broke (anything
else raised, a message of more than a line or than 1,400 letters), and the longest
processor time. A mutant is known by its number; half of the work goes to each of
two processes.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import jobdesign as jd
from damaging import NUMBERS, SPLINTERS, TIMES, WORDS
from importing.test_fuzz import LIFECYCLE, SEMICOLONS, SMALL_LOG
from importing.test_fuzz_sources import KEY_TABLE, ORDER, TABLES
from jobdesign import queueing
from jobdesign.importing.assumptions import AI_COLUMNS
from jobdesign.importing.occupations.order import read_order
from jobdesign.importing.occupations.sources import FILES

MODELS = Path(__file__).resolve().parents[1] / "models"
#: Seconds of processor time above which a mutant is told.
SLOW = 2.0
LONGEST_MESSAGE = 1400

Reader = Callable[[Path], object]


def workbook(rows: list[list[Any]]) -> bytes:
    """Return a workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def survey(what: str) -> Reader:
    """Return a reader that surveys occupations from sources of which one is the file."""

    def read(path: Path) -> object:
        for name, text in TABLES.items():
            file = FILES[name][0]
            rows = csv.reader(io.StringIO(text))
            separator = "," if file.endswith(".csv") else "\t"
            content = path.read_bytes() if name == what else None
            target = path.with_name(file)
            if content is None:
                with target.open("w", newline="", encoding="utf-8") as out:
                    csv.writer(out, delimiter=separator).writerows(rows)
            else:
                target.write_bytes(content)
        return jd.import_occupation("11-1011.00", path.parent)

    return read


def log(path: Path) -> object:
    """Import an event log."""
    return jd.import_log(path, ai=jd.AiAssumptions(success=0.7))


def steps(path: Path) -> object:
    """Read steps alone."""
    return jd.read_problem(path, notation="words")


def tickets_of(path: Path) -> object:
    """Calibrate a queue from a log of cases."""
    columns = queueing.Columns(case=None, escaped="escaped", rework_time="rework_time")
    return queueing.calibrate(queueing.read_case_log(path, columns, unit="hours"), replicates=100)


@cache
def kinds() -> dict[str, tuple[Reader, str, bytes]]:
    """Return the reader of each kind, the name of its file and a good one."""
    paper = (MODELS / "paper" / "example-6.toml").read_bytes()
    rules = (MODELS / "constrained" / "claims-office.toml").read_bytes()
    types = (MODELS / "constrained" / "technical-writers-worker-types.toml").read_bytes()
    problem = jd.read_problem(MODELS / "constrained" / "four-eyes.toml")
    with tempfile.TemporaryDirectory() as folder:
        made: dict[str, bytes] = {}
        for ending in ("json", "csv"):
            path = Path(folder, f"p.{ending}")
            if ending == "json":
                jd.write_problem(problem, path)
            else:
                jd.write_steps(problem.workflow, path)
            made[ending] = path.read_bytes()
        for ending in ("xlsx", "csv", "toml"):
            path = Path(folder, f"t.{ending}")
            jd.write_template(path)
            made[f"template.{ending}"] = path.read_bytes()
    rows = [line.split(",") for line in SMALL_LOG.splitlines()]
    claims = (MODELS / "importing" / "claims.csv").read_bytes()[:1500]
    xes = (MODELS / "importing" / "claims.xes").read_bytes()[:4500]
    xes = xes[: xes.rindex(b"</trace>") + 8] + b"</log>"
    tickets = (MODELS / "queue" / "tickets.csv").read_bytes()[:1500]
    readers: dict[str, tuple[Reader, str, bytes]] = {
        "problem.toml": (jd.read_problem, "p.toml", paper),
        "rules.toml": (jd.read_problem, "p.toml", rules),
        "types.toml": (jd.read_problem, "p.toml", types),
        "problem.json": (jd.read_problem, "p.json", made["json"]),
        "steps.csv": (steps, "p.csv", made["csv"]),
        "queue.toml": (jd.read_queue, "q.toml", (MODELS / "queue/call-centre.toml").read_bytes()),
        "types of queue": (
            jd.read_queue, "q.toml", (MODELS / "queue" / "task-types.toml").read_bytes()
        ),
        "log.csv": (log, "log.csv", claims[: claims.rindex(b"\n") + 1]),
        "small log": (log, "log.csv", SMALL_LOG.encode()),
        "log.tsv": (log, "log.tsv", SMALL_LOG.replace(",", "\t").encode()),
        "log.txt": (log, "log.txt", SMALL_LOG.replace(",", ";").encode()),
        "lifecycle": (log, "log.csv", LIFECYCLE.encode()),
        "log.csv.gz": (log, "log.csv.gz", gzip.compress(SMALL_LOG.encode(), mtime=0)),
        "log.xes": (log, "log.xes", xes),
        "log.xes.gz": (log, "log.xes.gz", gzip.compress(xes, mtime=0)),
        "log.xlsx": (log, "log.xlsx", workbook(rows)),
        "sheet.csv": (jd.import_sheet, "s.csv", made["template.csv"]),
        "sheet.tsv": (jd.import_sheet, "s.tsv", made["template.csv"].replace(b",", b"\t")),
        "semicolons": (jd.import_sheet, "s.csv", ("sep=;\n" + SEMICOLONS).encode()),
        "sheet.xlsx": (jd.import_sheet, "s.xlsx", made["template.xlsx"]),
        "template.toml": (jd.read_problem, "t.toml", made["template.toml"]),
        "tickets.csv": (
            tickets_of, "t.csv", tickets[: tickets.rindex(b"\n") + 1]
        ),
        "key table": (
            lambda path: jd.read_key_table(path, ("activity",), AI_COLUMNS), "k.csv",
            KEY_TABLE.encode(),
        ),
        "order": (read_order, "o.csv", ORDER.encode()),
    }  # fmt: skip
    for what, text in TABLES.items():
        separator = "," if FILES[what][0].endswith(".csv") else "\t"
        content = text if what == "wages" else text.replace(",", separator)
        readers[f"source: {what}"] = (survey(what), "source", content.encode())
    return readers


def originals_are_right() -> None:
    """Fail where what is to be damaged is refused as it is."""
    for reader, name, content in kinds().values():
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = Path(folder, name)
            path.write_bytes(content)
            reader(path)


def damaged(generator: np.random.Generator, content: bytes) -> bytes:
    """Cut out, double and overwrite pieces, or put odd cells in the place of cells."""
    if content[:2] == b"PK" and generator.random() < 0.8:
        return inside(generator, content)
    if content[:2] == b"\x1f\x8b" and generator.random() < 0.5:
        return gzip.compress(damaged(generator, gzip.decompress(content)), mtime=0)
    for _ in range(generator.integers(1, 5)):
        content = reworded(generator, content) if generator.random() < 0.5 else cut(
            generator, content
        )  # fmt: skip
    return content


def inside(generator: np.random.Generator, content: bytes) -> bytes:
    """Damage one member of an archive that stays whole."""
    source = zipfile.ZipFile(io.BytesIO(content))
    names = source.namelist()
    sheets = [name for name in names if "sheet" in name or "sharedStrings" in name]
    victim = str(generator.choice(sheets if generator.random() < 0.7 else names))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in names:
            member = source.read(name)
            target.writestr(name, damaged(generator, member) if name == victim else member)
    return out.getvalue()


def cut(generator: np.random.Generator, content: bytes) -> bytes:
    """Overwrite a piece with a piece of the file or a splinter."""
    at, start = generator.integers(0, len(content) + 1, 2)
    length = int(generator.choice([0, 1, 2, 5, 30, 400]))
    splinter = SPLINTERS[generator.integers(len(SPLINTERS))]
    piece = content[start : start + length] if generator.random() < 0.5 else splinter
    return content[:at] + piece + content[at + length :]


def reworded(generator: np.random.Generator, content: bytes) -> bytes:
    """Put an odd cell or another cell of the file in the place of a cell."""
    spans = [found.span() for found in re.finditer(rb"[^\s,;<>=\[\]{}\"]+", content)]
    if not spans:
        return content
    start, end = spans[generator.integers(len(spans))]
    other = slice(*spans[generator.integers(len(spans))])
    odd = [*TIMES, *NUMBERS, *WORDS]
    new = odd[generator.integers(len(odd))].encode("utf-8", "surrogatepass")
    return content[:start] + (content[other] if generator.random() < 0.4 else new) + content[end:]


def tried(number: int) -> tuple[str, str, float]:
    """Return the kind of a mutant, what came of it, and the seconds that reading took."""
    names = list(kinds())
    kind = names[number % len(names)]
    reader, name, original = kinds()[kind]
    content = damaged(np.random.default_rng(number), original)
    outcome = "answered"
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder, name)
        path.write_bytes(content)
        began = time.process_time()
        try:
            reader(path)
        except jd.InputError as error:
            lines = str(error).splitlines()
            outcome = "refused"
            if len(lines) != 1 or len(lines[0]) > LONGEST_MESSAGE:
                outcome = f"a message of {len(lines)} lines, {len(str(error))} letters"
        except Exception:
            outcome = traceback.format_exc(limit=-3)
        return kind, outcome, time.process_time() - began


def main(mutants: int, first: int) -> int:
    """Try them all and print what came of it; returns how many broke or were slow."""
    originals_are_right()
    told: dict[str, list[float]] = {kind: [0, 0, 0.0] for kind in kinds()}
    wrong = 0
    with ProcessPoolExecutor(2) as pool:
        numbers = range(first, first + mutants)
        for number, (kind, outcome, seconds) in zip(
            numbers, pool.map(tried, numbers, chunksize=200), strict=True
        ):
            row = told[kind]
            row[0] += outcome == "answered"
            row[2] = max(row[2], seconds)
            if outcome not in ("answered", "refused") or seconds > SLOW:
                row[1] += 1
                wrong += 1
                print(f"mutant {number}, {kind}, {seconds:.2f} s: {outcome}", flush=True)
    print(f"{'kind':30} answered  wrong  slowest (s)")
    for kind, (answered, broke, slowest) in told.items():
        print(f"{kind:30} {answered:8}  {broke:5}  {slowest:11.2f}")
    print(f"{mutants} mutants, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*(given + [30_000, 0][len(given) :]))))
