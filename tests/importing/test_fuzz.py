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
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from lengths import examples

CLAIMS = Path(__file__).resolve().parents[2] / "models" / "importing"
#: Pieces that readers are known to trip over.
SPLINTERS = [
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\r", b"\n", b",", b";", b"<", b"]]>",
    b"&amp;", b"&a;", b"<!DOCTYPE log>", b"<![CDATA[", b"<event>", b"</trace>", b"nan", b"inf",
    b"1e999", b"9999-12-31T23:59:59-23:59", b"0001-01-01T00:00:00+23:59", b"2026-W10-1", b"24:00",
    b"\xed\xa0\x80",
    "\u2028\u0085\u200e".encode(), "٣".encode(), b"a" * 5000, b"=1+1", b"-0", b"1_000",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """Cut out, double and overwrite pieces of a file."""
    content = original
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 1, 2, 5, 30, 400]))
        piece = draw(st.sampled_from(SPLINTERS) | st.binary(max_size=6))
        if draw(st.booleans()):
            start = draw(st.integers(0, len(content)))
            piece = content[start : start + length]
        content = content[:at] + piece + content[at + length :]
    return content


def survives(importer: Callable[..., jd.Imported], name: str, content: bytes) -> None:
    """Import a file of that content; what comes out can be written, read and solved."""
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


def template(ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"steps.{ending}")
        jd.write_template(path)
        return path.read_bytes()


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
