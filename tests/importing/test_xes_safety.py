"""XML that expands without end or opens files is refused at once, with nothing read."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign.files.opening import chunks

BILLION = (
    '<?xml version="1.0"?>\n<!DOCTYPE log [\n<!ENTITY a0 "ha">\n'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">\n' for i in range(1, 12))
    + ']>\n<log><trace><string key="concept:name" value="&a11;"/></trace></log>'
)
QUADRATIC = (
    f'<!DOCTYPE log [<!ENTITY a "{"x" * 100_000}">]><log><trace>'
    f'<string key="concept:name" value="{"&a;" * 10_000}"/></trace></log>'
)
EXTERNAL = (
    '<!DOCTYPE log [<!ENTITY secret SYSTEM "{uri}">]>'
    "<log><trace><event><string key='concept:name' value='x'/>&secret;</event></trace></log>"
)
PARAMETER = '<!DOCTYPE log [<!ENTITY % far SYSTEM "{uri}"> %far;]><log/>'
DTD = '<!DOCTYPE log SYSTEM "{uri}"><log/>'


@pytest.mark.parametrize("text", [BILLION, QUADRATIC], ids=["billion", "quadratic"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_bombs_are_refused(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "bomb.xes"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(jd.InputError, match="declares a document type"):
        jd.import_log(path)


def test_a_bomb_costs_a_process_neither_time_nor_memory(tmp_path: Path) -> None:
    """The limits are of the processor and the memory of a process, not of the clock."""
    path = tmp_path / "bomb.xes"
    path.write_text(BILLION)
    code = (
        "import resource, sys\n"
        "from jobdesign.importing.logs.events import LogColumns\n"
        "from jobdesign.importing.logs.xes import read_xes_log\n"
        "from jobdesign.errors import InputError\n"
        "from pathlib import Path\n"
        "used = resource.getrusage(resource.RUSAGE_SELF).ru_utime\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 2, int(used) + 2))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF)\n"
        "try: read_xes_log(Path(sys.argv[1]), LogColumns())\n"
        "except InputError as error: print(error.rule)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(after.ru_utime - before.ru_utime < 1, after.ru_maxrss - before.ru_maxrss < 50_000)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    assert "declares a document type" in done.stdout
    assert done.stdout.splitlines()[-1] == "True True"


@pytest.mark.parametrize(
    "text",
    ["<log {0}", '<log a="{0}"/>', "<log><trace><event><string {0}", "<!--{0}", "<?x {0}"],
    ids=["tag", "attribute", "inner", "comment", "instruction"],
)
def test_a_tag_without_end_is_refused_before_it_is_read_again_and_again(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0

    def counted(path: Path) -> Iterator[bytes]:
        nonlocal read
        for piece in chunks(path):
            read += len(piece)
            yield piece

    monkeypatch.setattr("jobdesign.importing.logs.xes.chunks", counted)
    path = tmp_path / "log.xes"
    path.write_text(text.format("x" * 5_000_000))
    with pytest.raises(jd.InputError, match="a tag of more than a million characters"):
        jd.import_log(path)
    assert read < 1_200_000


@pytest.mark.parametrize("text", [EXTERNAL, PARAMETER, DTD], ids=["entity", "parameter", "dtd"])
def test_nothing_is_opened(tmp_path: Path, text: str) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    try:
        for uri in (f"http://127.0.0.1:{server.server_port}/far", secret.as_uri()):
            path = tmp_path / "log.xes"
            path.write_text(text.format(uri=uri))
            with pytest.raises(jd.InputError, match="declares a document type") as caught:
                jd.import_log(path)
            assert "secret words" not in str(caught.value)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert asked == []


def test_a_workbook_is_no_way_around(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    jd.write_template(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + content
            target.writestr(name, content)
    with pytest.raises(jd.InputError, match="declares a document type"):
        jd.import_sheet(bad)
