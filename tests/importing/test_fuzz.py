"""Whatever a file holds, an importer answers or says in one line what is wrong."""

from __future__ import annotations

import gzip
import io
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jobdesign as jd
from damaging import mutated, reworded
from lengths import examples

CLAIMS = Path(__file__).resolve().parents[2] / "models" / "importing"


def survives(importer: Callable[..., jd.Imported], name: str, content: bytes) -> None:
    """Import a file of that content; what comes out can be written and read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        refusal = ""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", jd.InputWarning)  # of a last hand-off
                found = importer(path)
        except jd.InputError as error:
            refusal = str(error)
        if refusal:
            assert refusal.startswith(str(path))
            assert len(refusal.splitlines()) == 1
            return
        written = Path(folder, "problem.toml")
        found.write(written)
        assert jd.read_problem(written) == found.problem
        assert str(found.summary)


def log(path: Path) -> jd.Imported:
    return jd.import_log(path, ai=jd.AiAssumptions(success=0.7))


def whole(content: bytes, length: int, ends: bytes, closing: bytes = b"") -> bytes:
    """Cut a file after a row or trace, so that the original is valid."""
    beginning = content[:length]
    return beginning[: beginning.rindex(ends) + len(ends)] + closing


CSV_LOG = whole((CLAIMS / "claims.csv").read_bytes(), 1500, b"\n")
XES_LOG = whole((CLAIMS / "claims.xes").read_bytes(), 4500, b"</trace>", b"</log>")


def test_what_is_mutated_is_valid() -> None:
    for name, content in (("log.csv", CSV_LOG), ("log.xes", XES_LOG)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(content)
            assert len(log(path).problem.workflow) > 1


@examples(0.5)
@given(mutated(CSV_LOG))
def test_mutated_csv_log(content: bytes) -> None:
    survives(log, "log.csv", content)


@examples(0.5)
@given(mutated(XES_LOG))
def test_mutated_xes_log(content: bytes) -> None:
    survives(log, "log.xes", content)


@examples(0.5)
@given(mutated(gzip.compress(CSV_LOG, mtime=0)))
def test_mutated_gzip(content: bytes) -> None:
    survives(log, "log.csv.gz", content)


@examples(0.5)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_any_text(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    for name in ("log.csv", "log.xes"):
        survives(log, name, content)
    survives(jd.import_sheet, "steps.csv", content)


#: So small that little damage meets all that matters.
SMALL_LOG = (
    "case,activity,resource,role,start,end\n"
    "1,A,x,clerk,2026-03-02T08:00,2026-03-02T09:00\n"
    "1,B,y,clerk,2026-03-02T10:00+01:00,2026-03-02T11:00Z\n"
    "2,A,,boss,2026-03-02T08:00,2026-03-02T08:00\n"
    "2,B,x,clerk,2026-03-02 08:30,2026-03-02 08:45\n"
)
#: Starts and completes in rows of their own, with suspensions.
LIFECYCLE = "case,activity,resource,lifecycle,time:timestamp\n" + "".join(
    f"{case},{activity},{person},{what},2026-03-0{case}T{hour:02}:00\n"
    for case in (1,)
    for activity, person, what, hour in (
        ("A", "x", "start", 8), ("A", "x", "suspend", 9), ("A", "x", "resume", 10),
        ("A", "x", "complete", 11), ("B", "y", "schedule", 11), ("B", "y", "start", 12),
        ("B", "y", "ate_abort", 13), ("B", "z", "start", 14), ("B", "z", "complete", 15),
    )
)  # fmt: skip
SEMICOLONS = (
    "Name;Manual_Skill;manual time;handoff_time;note\nA;1,5;2;0,5;a guess\nB;1.000,5;50 %;0;\n"
)

#: Numbers that count since 1970, and words of the lifecycle, under a title.
NUMBERS = "Export\ncase;activity;resource;start;end\n" + "".join(
    f"{case};{name};{who};{1709284800 + start};{1709284800 + end}\n"
    for case in (1, 2)
    for name, who, start, end in (("A", "x", 0, 1800), ("B", "UNKNOWN", 3600, 5400))
)  # fmt: skip

CELL = st.sampled_from(["A", "B", "", "x", "2026-03-02", "2026-03-02T09:00", "start", "complete"])


@examples(0.5)
@given(
    st.permutations(["case", "activity", "start", "end", "lifecycle", "resource", "role"]),
    st.integers(3, 7),
    st.lists(st.lists(CELL | st.text(max_size=3), min_size=7, max_size=7), max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_cells(header: list[str], width: int, rows: list[list[str]], comma: str) -> None:
    lines = [comma.join(cells[:width]) for cells in [header, *rows]]
    survives(log, "log.csv", "\n".join(lines).encode("utf-8", "surrogatepass"))


def numbers(path: Path) -> jd.Imported:
    return jd.import_log(path, clock=jd.Clock("Europe/Amsterdam", unit="s"))


def workbook(text: str) -> bytes:
    """Return a workbook of the cells of a text."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@examples(0.25)
@given(mutated(zipped("log.csv", CSV_LOG)))
def test_mutated_zip(content: bytes) -> None:
    survives(log, "log.csv.zip", content)
    survives(log, "log.txt", content)


@examples(0.25)
@given(st.data())
def test_mutated_log_in_a_workbook(data: st.DataObject) -> None:
    """The archive is whole, what is in it is not."""
    source = zipfile.ZipFile(io.BytesIO(workbook(SMALL_LOG)))
    victim = data.draw(st.sampled_from(source.namelist()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, data.draw(mutated(content)) if name == victim else content)
    survives(log, "log.xlsx", out.getvalue())


def template(ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"steps.{ending}")
        jd.write_template(path)
        return path.read_bytes()


#: How each kind of file is named and read, a small one of it, and what a cell of it is.
CELL_OF_CSV = r"[^,;\n]*(?=[,;\n])"
KINDS: dict[str, tuple[Callable[..., jd.Imported], str, str, str]] = {
    "log": (log, "log.csv", SMALL_LOG, CELL_OF_CSV),
    "lifecycle": (log, "log.csv", LIFECYCLE, CELL_OF_CSV),
    "numbers": (numbers, "log.txt", NUMBERS, CELL_OF_CSV),
    "xes": (log, "log.xes", XES_LOG.decode(), r'(?<=value=")[^"]*|(?<=key=")[^"]*'),
    "sheet": (jd.import_sheet, "steps.csv", template("csv").decode(), CELL_OF_CSV),
    "semicolons": (jd.import_sheet, "s.csv", "sep=;\n" + SEMICOLONS, CELL_OF_CSV),
}


def reword(kind: str, most: settings) -> None:
    importer, name, original, cell = KINDS[kind]

    @most
    @given(reworded(original, cell))
    def every(text: str) -> None:
        survives(importer, name, text.encode())

    every()


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_are_well_formed_and_make_no_sense(kind: str) -> None:
    importer, name, original, _ = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(original)
        assert len(importer(path).problem.workflow) > 1
    reword(kind, examples(0.5))


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS)
def test_many_files_that_make_no_sense(kind: str) -> None:
    reword(kind, settings(max_examples=1000))


@pytest.mark.nightly
@pytest.mark.parametrize("ending", ["log.csv", "log.csv.gz", "log.xes", "log.xes.gz", "s.csv"])
def test_many_mutated_files(ending: str) -> None:
    original = template("csv") if ending == "s.csv" else XES_LOG if ".xes" in ending else CSV_LOG
    if ending.endswith(".gz"):
        original = gzip.compress(original, mtime=0)

    @settings(max_examples=1000)
    @given(mutated(original))
    def every(content: bytes) -> None:
        survives(jd.import_sheet if ending == "s.csv" else log, ending, content)

    every()


@examples(0.5)
@given(mutated(gzip.compress(XES_LOG, mtime=0)))
def test_mutated_gzipped_xes(content: bytes) -> None:
    survives(log, "log.xes.gz", content)


@pytest.mark.parametrize(
    ("name", "content"), [("log.csv.gz", CSV_LOG), ("log.xes.gz", XES_LOG)], ids=["csv", "xes"]
)
def test_a_download_that_broke_off_is_refused_wherever_it_did(name: str, content: bytes) -> None:
    packed = gzip.compress(content, mtime=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        for length in (*range(1, len(packed), 23), *range(len(packed) - 9, len(packed))):
            path.write_bytes(packed[:length])
            with pytest.raises(jd.InputError, match="is no whole gzip file"):
                log(path)


@examples(0.5)
@given(mutated(template("csv")))
def test_mutated_sheet(content: bytes) -> None:
    survives(jd.import_sheet, "steps.csv", content)


@examples(0.5)
@given(mutated(template("xlsx")))
def test_mutated_workbook(content: bytes) -> None:
    survives(jd.import_sheet, "steps.xlsx", content)


@examples(0.5)
@given(st.data())
def test_mutated_insides_of_a_workbook(data: st.DataObject) -> None:
    """The archive is whole, what is in it is not."""
    source = zipfile.ZipFile(io.BytesIO(template("xlsx")))
    victim = data.draw(st.sampled_from(source.namelist()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, data.draw(mutated(content)) if name == victim else content)
    survives(jd.import_sheet, "steps.xlsx", out.getvalue())


@pytest.mark.parametrize(
    "name", ["academic_credentials_ConsultaDataMining201618", "production", "bpic2012_work_items"]
)
def test_mutated_real_logs(eventlogs: Path, name: str) -> None:
    content = gzip.decompress((eventlogs / f"{name}.csv.gz").read_bytes())
    original = whole(content, 4000, b"\n")

    @examples(0.5)
    @given(mutated(original))
    def mutate(content: bytes) -> None:
        survives(log, "log.csv", content)

    mutate()
