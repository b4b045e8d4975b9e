"""Small logs as people export them, and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import jobdesign as jd

HEADER = "case,activity,resource,start,end\n"


def log(tmp_path: Path, text: str | bytes, name: str = "log.csv", **options: object) -> jd.Imported:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return jd.import_log(path, **options)


def refusal(tmp_path: Path, text: str | bytes, name: str = "log.csv", **options: object) -> str:
    with pytest.raises(jd.InputError) as caught:
        log(tmp_path, text, name, **options)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    return message


def steps(found: jd.Imported) -> list[tuple[str, float]]:
    workflow = found.problem.workflow
    return list(zip(workflow.names, workflow.manual_time.tolist(), strict=True))


def said(found: jd.Imported) -> str:
    """Return all that the summary says; the file says it, too."""
    lines = [*found.summary.assumed, *found.summary.noticed]
    file = " ".join(line.removeprefix("#") for line in found.text.splitlines())
    file = " ".join(file.split())
    assert all(" ".join(line.split()) in file for line in lines)
    return "\n".join(lines)


def day(cases: int = 3, *, send: str = "", person: str = "bob", zero: str = "") -> str:
    """Write cases of half an hour by Ann and, an hour later, three quarters by somebody."""
    rows = [HEADER]
    for i in range(1, cases + 1):
        date = f"2024-03-{i:02}"
        rows.append(f"k{i},Receive,ann,{date} 09:20,{date} 09:50\n")
        rows.append(f"k{i},Check,{person},{date} 10:50,{date} 11:35\n")
        rows.append(send.replace("DATE", date).replace("CASE", f"k{i}") if send else "")
    return "".join(rows) + zero


BOTH = [("Receive", 0.5), ("Check", 0.75)]
