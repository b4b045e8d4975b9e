"""Every picture looks as it did when somebody last looked at it."""

from __future__ import annotations

from pathlib import Path

import layout
import matplotlib
import pictures
import pytest
from matplotlib.testing.compare import compare_images

#: Matplotlib that drew the baselines. Others place and shape letters a little differently.
DRAWN_WITH = "3.11"
#: Root mean square over pixels and colours, of 255. A box in another colour makes more
#: than the first; the second lets letters be shaped otherwise.
TOLERANCE = 1.0 if matplotlib.__version__.startswith(f"{DRAWN_WITH}.") else 20.0


def long_if_large(name: str) -> object:
    """Leave to the long checks what is drawn smaller, or of another problem, too."""
    large = name.endswith("-60") or name in ("prices-20", "ribbon-20", "graph-20", "curve-5")
    return pytest.param(name, marks=pytest.mark.slow) if large else name


@pytest.mark.parametrize("name", [*map(long_if_large, pictures.PICTURES)])
def test_picture_is_as_its_baseline_and_texts_have_room(name: str, tmp_path: Path) -> None:
    drawn, axes = pictures.write(name, tmp_path)
    expected = tmp_path / "expected.png"  # beside it: what compares writes there
    expected.write_bytes((pictures.BASELINE / f"{name}.png").read_bytes())
    assert compare_images(str(expected), str(drawn), TOLERANCE) is None
    assert layout.overlaps(axes) == []
    assert layout.outside(axes) == []


def test_the_comparison_sees_one_box_in_another_colour(tmp_path: Path) -> None:
    from jobdesign.plotting.kinds import draw
    from jobdesign.plotting.saving import plain_style, save_figure

    with plain_style():
        axes = draw("layers", pictures.solved(20, long_names=True))
        axes.patches[3].set_facecolor("#f2cdc5")
        save_figure(axes, tmp_path / "other.png", dpi=pictures.DPI)
    baseline = tmp_path / "baseline.png"
    baseline.write_bytes((pictures.BASELINE / "layers-20.png").read_bytes())
    assert compare_images(str(baseline), str(tmp_path / "other.png"), 1.0) is not None


def test_no_baseline_is_left_over() -> None:
    assert {path.stem for path in pictures.BASELINE.glob("*.png")} == set(pictures.PICTURES)
    assert sum(path.stat().st_size for path in pictures.BASELINE.glob("*.png")) < 1_500_000


def test_an_overlap_would_be_seen() -> None:
    axes = pictures.PICTURES["geometry-5"]()
    assert layout.overlaps(axes) == []
    axes.text(20, 0.4, "over another", fontsize=40)
    assert any("over another" in pair for pair in layout.overlaps(axes))
    axes.text(45, 1.0, "a long text that leaves the figure").set_in_layout(False)
    assert layout.outside(axes) == ["a long text that leaves the figure"]
