"""Where the real data are, and small logs to order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jobdesign import cli

ROOT = Path(__file__).resolve().parents[2]
#: Not part of the project; the variable is for work trees that stand elsewhere.
DATA = Path(os.environ.get("JOBDESIGN_DATA", ROOT.parent / "shared" / "data"))


def _folder(name: str) -> Path:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: the data are not part of the project")
    return folder


@pytest.fixture(scope="session")
def eventlogs() -> Path:
    return _folder("eventlogs")


@pytest.fixture(scope="session")
def exposure_data() -> Path:
    return _folder("exposure")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run the command line; returns its exit code, stdout and stderr."""

    def run_it(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run_it


@pytest.fixture
def write(tmp_path: Path):
    """Write a text to a file of that name."""

    def write_it(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write_it
