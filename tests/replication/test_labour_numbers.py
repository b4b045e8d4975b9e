"""What the paper states on the labour of a design, on random designs."""

from __future__ import annotations

import numpy as np

from jobdesign.replication.structure import labour_numbers


def test_labour_identities() -> None:
    assert labour_numbers.labour_identity_gap(150) < 1e-12
    assert labour_numbers.cost_identity_gap(150) < 1e-12
    assert labour_numbers.footnote_8_gap(150) > 0.1


def test_random_claims_take_seeds() -> None:
    assert labour_numbers.footnote_8_gap(20, seed=1) == labour_numbers.footnote_8_gap(20, seed=1)
    assert labour_numbers.footnote_8_gap(20, seed=1) != labour_numbers.footnote_8_gap(20, seed=2)


def test_random_designs_are_designs_of_every_kind() -> None:
    rng = np.random.default_rng(0)
    designs = [labour_numbers.random_design(rng)[1] for _ in range(200)]
    kinds = {task.kind for design in designs for task in design.tasks}
    assert kinds == {"manual", "ai_chain"}
    assert any(task.last > task.first for design in designs for task in design.tasks)
    assert {len(design.jobs) for design in designs} >= {1, 2, 3}
