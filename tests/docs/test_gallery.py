"""The gallery has every figure of the papers, each beside the code that draws it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "images" / "gallery"
#: Figures of the two papers.
FIGURES = {"structure": range(1, 6), "queue": range(1, 7)}
#: Root mean square, of 255; another matplotlib shapes letters a little differently.
TOLERANCE = 20.0

_spec = importlib.util.spec_from_file_location(
    "draw_gallery", ROOT / "docs" / "images" / "draw_gallery.py"
)
assert _spec is not None
assert _spec.loader is not None
gallery = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = gallery
_spec.loader.exec_module(gallery)


def test_every_figure_of_the_papers_has_a_picture() -> None:
    shown = [Path(picture).stem for _, picture in gallery.parts() if picture]
    expected = {f"{paper}-{k}" for paper, numbers in FIGURES.items() for k in numbers}
    assert expected <= set(shown)
    assert len(shown) == len(set(shown))
    assert {path.stem for path in PICTURES.glob("*")} == set(shown)
    assert sum(path.stat().st_size for path in PICTURES.glob("*")) < 1_000_000


def test_every_picture_follows_code_that_draws_it() -> None:
    drawn = False
    for code, picture in gallery.parts():
        if picture:
            assert drawn, picture
            drawn = False
        elif ">>> figure = " in code:
            drawn = True


@pytest.mark.slow
def test_pictures_are_those_that_the_page_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    written = gallery.draw_pictures(tmp_path)
    assert len(written) == len(list(PICTURES.glob("*.png")))
    for path in written:
        expected = tmp_path / f"expected-{path.name}"
        expected.write_bytes((PICTURES / path.name).read_bytes())
        assert compare_images(str(expected), str(path), TOLERANCE) is None
