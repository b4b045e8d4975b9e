"""Names that leave the package come back as they were, or are refused before it is written."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest

import jobdesign as jd

NAMES = [
    ("draft 1", "draft-1", "draft_1"),
    ("a[1]", "a(1)", "a{1}"),
    ("free", "st", "e1"),
    ("inf", "end", "1e5"),
    ("RHS", "ENDATA", "$"),
    ("Prüfen", "Prufen", "prufen"),
    ("検査", "承認", "é"),
    ("x" * 300, "x" * 299 + "y", "x" * 301),
    ("step", "step_2", "step 2"),
    ("=SUM(A1)", "-1", "@x"),
    ('say "yes"', "it's", "a,b;c"),
    ("a|b", "a=b&c", "100 % #1"),
    ("a ", "a", " a"),
    ("\u00a0b", "b", "b\u3000"),
    ("true", "null", "nan"),
    ("\\n", "%41", "&amp;"),
]


def problem(names: tuple[str, ...]) -> jd.Problem:
    """A line whose optimum, 13.5, needs each step to stay what it is."""
    return jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[3, 1, 2],
            manual_time=[1, 2, 2],
            ai_skill=[1, 1, 1],
            ai_time=[1, 1, 1],
            ai_success=[0.5, 0.9, 0.8],
            handoff_time=[3, 0.5, 0],
            names=names,
        ),
        name=names[0],
    )


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0][:8])
def test_models_hold_any_names(names: tuple[str, ...], suffix: str, tmp_path: Path) -> None:
    given = problem(names)
    path = tmp_path / f"model{suffix}"
    jd.write_model(given, path)
    text = path.read_text()
    assert text.isascii()
    assert max(len(word) for word in text.split()) <= 255
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    assert solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
    assert solver.getInfo().objective_function_value == pytest.approx(
        jd.solve(given, "brute_force").cost, rel=1e-6
    )


def test_models_hold_worker_types_alike(tmp_path: Path) -> None:
    flow = problem(("a", "b", "c")).workflow
    kinds = [
        jd.WorkerType(name=name, max_skill=9, wage=wage, available=1)
        for name, wage in (("clerk 1", 1.0), ("clerk-1", 2.0), ("clerk_1", 3.0))
    ]
    given = jd.Problem(flow, jd.Wages(worker_types=kinds))
    jd.write_model(given, tmp_path / "model.lp")
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.readModel(str(tmp_path / "model.lp"))
    solver.run()
    assert solver.getInfo().objective_function_value == pytest.approx(
        jd.solve(given, "brute_force").cost, rel=1e-6
    )


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0][:8])
def test_files_and_links_return_names_or_refuse(names: tuple[str, ...], tmp_path: Path) -> None:
    given = problem(names)
    for suffix in (".toml", ".json"):
        jd.write_problem(given, tmp_path / f"given{suffix}")
        assert jd.read_problem(tmp_path / f"given{suffix}") == given
    spaced = any(name != name.strip() for name in names)
    path = tmp_path / "given.csv"
    for notation in ("words", "paper", "page"):
        if spaced:
            with pytest.raises(jd.InputError, match="must have no space at its ends"):
                jd.write_steps(given.workflow, path, notation=notation)
            assert not path.exists()
        else:
            jd.write_steps(given.workflow, path, notation=notation)
            assert jd.read_steps(path, notation=notation) == given.workflow
    if spaced or any("|" in name for name in names):
        with pytest.raises(jd.InputError, match=r'must hold no "\|"'):
            jd.write_link(given)
    else:
        assert jd.read_link(jd.write_link(given)) == given


def test_a_name_too_long_for_cells(tmp_path: Path) -> None:
    given = problem(("x" * 140_000, "b", "c"))
    with pytest.raises(jd.InputError, match="must have at most 131072 characters") as refused:
        jd.write_steps(given.workflow, tmp_path / "given.csv")
    assert len(str(refused.value)) < 300
    assert not list(tmp_path.iterdir())


def test_a_header_cannot_spoil_a_file(tmp_path: Path) -> None:
    given = problem(("a", "b", "c"))
    for header in ("bell\x07", "two\r\nlines", "next\x85line", "null\x00", "[[steps]]"):
        jd.write_problem(given, tmp_path / "given.toml", header=header)
        assert jd.read_problem(tmp_path / "given.toml") == given


def test_numbers_return_exactly(tmp_path: Path) -> None:
    """Beside the names: what leaves is what comes back, to the last bit."""
    rng = np.random.default_rng(5)
    flow = jd.Workflow.from_arrays(
        manual_skill=rng.random(5) * 10.0 ** rng.integers(-9, 9, 5),
        manual_time=rng.random(5),
        ai_success=rng.random(5),
        ai_skill=rng.random(5),
        ai_time=rng.random(5),
    )
    jd.write_steps(flow, tmp_path / "given.csv")
    assert np.array_equal(
        jd.read_steps(tmp_path / "given.csv", notation="words").manual_skill, flow.manual_skill
    )
