"""Numbers in queue files that are finite and still make no sense."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jobdesign as jd
from jobdesign.errors import InputError
from jobdesign.files.queue_files import queue_from_dict
from jobdesign.queueing import adoption_report, route_waits
from jobdesign.tables.numbers import percent


def tree(root: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((root / f"models/queue/{name}.toml").read_text())


def numbers(entry: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the keys that lead to each number."""
    for key, value in entry.items() if isinstance(entry, dict) else enumerate(entry):
        if isinstance(value, dict | list):
            yield from numbers(value, (*path, key))
        elif not isinstance(value, str):
            yield (*path, key)


@pytest.mark.parametrize("name", ["figure-2", "task-types", "figure-5-high-risk", "tiers"])
@pytest.mark.parametrize("value", [1e-300, 1e51, 1e300, 10**400])
def test_every_number_is_refused_where_no_unit_makes_sense_of_it(
    root: Path, name: str, value: float
) -> None:
    given = tree(root, name)
    for path in numbers(given):
        changed = copy.deepcopy(given)
        entry = changed
        for key in path[:-1]:
            entry = entry[key]
        entry[path[-1]] = value
        with pytest.raises(InputError) as refused:
            queue_from_dict(changed)
        assert str(path[-1]) in refused.value.place
        assert len(str(refused.value)) < 200


@pytest.mark.parametrize("rate", [1e-300, 1e300])
def test_so_is_another_arrival_rate(root: Path, rate: float) -> None:
    with pytest.raises(InputError, match="must be between 1e-50 and 1e\\+50"):
        jd.read_queue(root / "models/queue/figure-2.toml").with_arrival_rate(rate)


@pytest.mark.parametrize("rate", [1e-50, 1e50])
def test_the_largest_and_the_smallest_are_written_short(root: Path, rate: float) -> None:
    problem = jd.read_queue(root / "models/queue/figure-2.toml").with_arrival_rate(rate)
    for text in (str(route_waits(problem, [0.5])), str(adoption_report(problem.routes))):
        assert max(map(len, text.splitlines())) < 120
        assert "nan" not in text


def test_a_crowd_and_a_time_that_is_nearly_always_0(root: Path) -> None:
    given = tree(root, "figure-2")
    with pytest.raises(InputError, match="servers = 1000001: must be at most 1,000,000"):
        queue_from_dict(given | {"servers": 1_000_001})
    given["manual"]["squared_variation"] = 1e10
    with pytest.raises(InputError, match="manual: squared variation"):
        queue_from_dict(given)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0.0%"), (0.4567, "45.7%"), (12.0, "1200.0%"), (1e50, "1e+52%"), (1e308, "∞")],
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text
