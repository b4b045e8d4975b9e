"""``jobdesign plot`` and ``Solution.plot``: files, options, and what goes wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import jobdesign as jd
from jobdesign import cli
from jobdesign.errors import InputError, InputWarning
from jobdesign.plotting.kinds import draw
from jobdesign.plotting.saving import save_figure

EXAMPLE = "models/paper/example-6.toml"
STARTS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.fixture(autouse=True)
def _in_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


@pytest.fixture
def plot(capsys: pytest.CaptureFixture[str]):
    """Run the command; returns its exit code and stderr."""

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["plot", *arguments])
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("form", STARTS)
def test_files_are_the_same_bytes_on_every_run(plot, tmp_path: Path, form: str) -> None:
    paths = [tmp_path / f"{run}.{form}" for run in (1, 2)]
    for path in paths:
        assert plot(EXAMPLE, "--kind", "geometry", "-o", str(path)) == (0, "")
    one, two = (path.read_bytes() for path in paths)
    assert one == two
    assert one.startswith(STARTS[form])
    assert b"2026" not in one  # no date


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "geometry", "--view", "tasks"),
        ("--kind", "prices", "--time-limit", "60"),
        ("--kind", "graph", "--size", "6x3"),
        ("--kind", "ribbon", "--from", "0.2", "--to", "0.9"),
        ("--kind", "curve", "--parameter", "handoff_time"),
        ("--kind", "benefit", "--alpha", "0.9"),
        ("--kind", "layers", "--horizon", "short", "--job-end", "1", "--dpi", "40"),
        ("--kind", "prices", "--horizon", "short"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_kinds_and_options(plot, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = tmp_path / "x.png"
    assert plot(EXAMPLE, *arguments, "-o", str(path)) == (0, "")
    assert path.read_bytes().startswith(STARTS["png"])


def test_size_and_dpi_make_the_picture(plot, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    assert plot(EXAMPLE, "--size", "6x3", "--dpi", "50", "-o", str(path))[0] == 0
    header = path.read_bytes()[16:24]
    assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (300, 150)


def test_queues(plot, tmp_path: Path) -> None:
    path = str(tmp_path / "x.svg")
    assert plot("models/queue/figure-4.toml", "--kind", "waits", "-o", path)[0] == 0
    text = Path(path).read_text()
    assert plot("models/queue/figure-4.toml", "--kind", "waits", "--arrival-rate", "0.5",
                "-o", path)[0] == 0  # fmt: skip
    assert Path(path).read_text() != text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((EXAMPLE, "--kind", "layer", "-o", "x.png"), "did you mean layers?"),
        ((EXAMPLE, "-o", "x.bmp"), "x.bmp: must end in .png, .svg or .pdf"),
        ((EXAMPLE, "-o", ""), "must end in .png, .svg or .pdf"),
        ((EXAMPLE, "--kind", "geometry", "--view", "top", "-o", "x.png"), "--view = 'top'"),
        ((EXAMPLE, "--view", "jobs", "-o", "x.png"), 'is no option of kind "layers"'),
        ((EXAMPLE, "--kind", "curve", "--parameter", "beta", "-o", "x.png"), "--parameter"),
        ((EXAMPLE, "--kind", "curve", "--from", "2", "-o", "x.png"), "--from = 2"),
        ((EXAMPLE, "--size", "6", "-o", "x.png"), "--size = '6': must be WIDTHxHEIGHT"),
        ((EXAMPLE, "--size", "6x300", "-o", "x.png"), "from 1 to 100 inches"),
        ((EXAMPLE, "--dpi", "0", "-o", "x.png"), "--dpi = 0.0: must be from 1 to 1200"),
        ((EXAMPLE, "--kind", "ribbon", "--horizon", "short", "-o", "x.png"), "long run"),
        ((EXAMPLE, "--arrival-rate", "1", "-o", "x.png"), "--arrival-rate"),
        (("models/queue/figure-4.toml", "--kind", "equilibria", "-o", "x.png"), "[review]"),
        (("models/queue/figure-5-low-risk.toml", "--kind", "waits", "-o", "x.png"), "[manual]"),
        (("models/queue/figure-4.toml", "-o", "x.png"), "layers is drawn of a problem file"),
        ((EXAMPLE, "--kind", "waits", "-o", "x.png"), "waits is drawn of a queue file"),
        (("nowhere.toml", "-o", "x.png"), "nowhere.toml: no such file"),
        ((EXAMPLE, "-o", "nowhere/x.png"), "cannot be written"),
    ],
)
def test_wrong_input_is_one_line(plot, arguments: tuple[str, ...], message: str) -> None:
    code, err = plot(*arguments)
    assert code == 2
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1


def test_no_design_is_an_answer(plot, tmp_path: Path) -> None:
    code, err = plot("models/constrained/four-eyes.toml", "-o", str(tmp_path / "x.png"))
    assert code == 3
    assert "These clash" in err
    assert not (tmp_path / "x.png").exists()
    infeasible = jd.solve(jd.read_problem("models/constrained/four-eyes.toml"))
    for kind in ("layers", "geometry", "prices"):
        with pytest.raises(InputError, match="there is no"):
            infeasible.plot(kind)


def test_without_matplotlib(plot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"pip install \"jobdesign\[plot\]\""):
        jd.solve(jd.read_problem(EXAMPLE)).plot()
    code, err = plot(EXAMPLE, "-o", "x.png")
    assert (code, err.count("\n")) == (2, 1)
    assert 'pip install "jobdesign[plot]"' in err


def test_no_window_system_is_touched(root: Path, tmp_path: Path) -> None:
    code = (
        "import sys, jobdesign as jd\n"
        f"axes = jd.solve(jd.read_problem({EXAMPLE!r})).plot('geometry')\n"
        "print([name for name in sys.modules if 'pyplot' in name or 'tkinter' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_letters_that_the_font_lacks_are_told(tmp_path: Path) -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=[1], manual_time=[1], names=["工程"])
    axes = jd.solve(jd.Problem(workflow)).plot("layers")
    with pytest.warns(InputWarning, match="boxes stand for them"):
        save_figure(axes, tmp_path / "x.png")


def test_axes_that_are_given_are_drawn_on() -> None:
    from matplotlib.figure import Figure

    solution = jd.solve(jd.read_problem(EXAMPLE))
    left, right = Figure(figsize=(10, 4), layout="constrained").subplots(1, 2)
    assert solution.plot("geometry", left) is left
    assert draw("layers", solution, right) is right
    with pytest.raises(InputError, match="kind = 'waits': must be one of layers"):
        solution.plot("waits")
