"""Files with something wrong in them: bytes where none belong, cells in places of others."""

from __future__ import annotations

import re

from hypothesis import strategies as st

__all__ = ["NUMBERS", "SPLINTERS", "TIMES", "WORDS", "mutated", "reworded"]

#: Pieces that readers are known to trip over.
SPLINTERS = [
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\r", b"\n", b",", b";", b"<", b"]]>",
    b"&amp;", b"&a;", b"<!DOCTYPE log>", b"<![CDATA[", b"<event>", b"</trace>", b"nan", b"inf",
    b"1e999", b"9999-12-31T23:59:59-23:59", b"0001-01-01T00:00:00+23:59", b"2026-W10-1", b"24:00",
    b"\xed\xa0\x80",
    "\u2028\u0085\u200e".encode(), "٣".encode(), b"a" * 5000, b"=1+1", b"-0", b"1_000",
]  # fmt: skip
#: Cells and values that are well written and make no sense, by what they stand in for.
TIMES = [
    "", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "1970-01-01T00:00:00Z",
    "2026-03-29 02:30", "2026-03-02 08:00 UTC", "2026-03-02", "noon",
]  # fmt: skip
NUMBERS = [
    "", "nan", "inf", "-1", "0", "-0.0", "1e308", "1e-320", "1e999", "9" * 400, "2", "0.5", "50 %",
    "x %", "1,5", "1,500", "1.234,5", "٣", "#", "*", "=1+1", "many",
]  # fmt: skip
WORDS = [
    "", " ", "nan", "None", "x", "A (2)", "#", "=1+1", "start", "complete", "suspend", "resume",
    "ate_abort", "End", "E1", "E2", "4.A.1", "x" * 5000, "\u2028", "\u202e", "\\", "name", "note",
    "total", "a|b|c|d",
]  # fmt: skip


def _odd(cell: str) -> list[str]:
    if re.match(r"\d{4}-\d\d", cell):
        return TIMES
    return NUMBERS if re.fullmatch(r"[\d.,]+", cell) else WORDS


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


@st.composite
def reworded(draw: st.DrawFn, original: str, cell: str) -> str:
    """Overwrite cells with cells from elsewhere or with odd ones; drop, double and move lines.

    The file stays well formed, so that the damage reaches what reads its meaning.
    """
    lines = original.splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines.pop(at) if draw(st.booleans()) and len(lines) > 1 else lines[at]
        if draw(st.booleans()):
            lines.insert(draw(st.integers(0, len(lines))), line)
    text = "".join(lines)
    for _ in range(draw(st.integers(1, 5))):
        spans = [found.span() for found in re.finditer(cell, text)]
        if not spans:
            break
        start, end = draw(st.sampled_from(spans))
        other = draw(st.sampled_from(spans))
        new = draw(st.sampled_from(_odd(text[start:end])) | st.just(text[slice(*other)]))
        text = text[:start] + new + text[end:]
    return text
