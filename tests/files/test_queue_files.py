"""Queue files: what they may hold, what is refused and how that is said, and the way back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from jobdesign.errors import InputError
from jobdesign.files.queue_files import queue_from_dict, read_queue, write_queue
from jobdesign.queueing import (
    AssistedTime,
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Mixture,
    Moments,
    PointSignal,
    QueueProblem,
    ServiceTime,
    TableRisk,
)

RATE = "arrival_rate = 0.6\n"
REVIEW = """[review]
signal = "beta(2, 2)"
risk = {low = 0.02, rise = 0.88, slope = 10, centre = 0.55}
waiting_cost = 0.5
skill = 2
loss = 2
rework_mean = 1.5
rework_second_moment = 4
"""
LOGISTIC = "{low = 0.02, rise = 0.88, slope = 10, centre = 0.55}"
ASSISTED = """[assisted]
review_time = 0.5
error = {initial = 0.3, irreducible = 0.02, skill = 2}
rework = {distribution = "exponential", mean = 2}
"""
TIERS = """[tiers]
escalated = 0.2
juniors = 2
junior = {distribution = "gamma", mean = 0.2, squared_variation = 0.5}
senior = {distribution = "gamma", mean = 0.5, squared_variation = 1.5}
"""
TYPES = """[[types]]
name = "routine"
share = 0.7
manual = {distribution = "moments", mean = 1, second_moment = 1.2}
assisted = {distribution = "moments", mean = 0.4, second_moment = 0.5}
[[types]]
name = "novel"
share = 0.3
manual = {distribution = "moments", mean = 1, second_moment = 1.2}
assisted = {distribution = "moments", mean = 0.9, second_moment = 6}
"""


def manual(rest: str) -> str:
    return f"{RATE}[manual]\n{rest}\n"


def line_of(text: str, folder: Path) -> str:
    """Return what is said of a file, without the path before it."""
    path = folder / "queue.toml"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        read_queue(path)
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file: missing key arrival_rate"),
        ("arrival_rate = 0\n", "arrival_rate = 0: must be greater than 0"),
        ("arrival_rate = -1\n", "arrival_rate = -1: must be a finite number ≥ 0"),
        ("arrival_rate = nan\n", "arrival_rate = nan: must be a finite number"),
        ('arrival_rate = "many"\n', "arrival_rate = 'many': must be a number"),
        ("arrival_rate = true\n", "arrival_rate = True: must be a number"),
        (RATE + "capacity = 0\n", "capacity = 0: must be greater than 0"),
        (RATE + "servers = 1.5\n", "servers = 1.5: must be a whole number ≥ 1"),
        (RATE + "arrival_variation = -1\n", "arrival_variation = -1: must be a finite number ≥ 0"),
        (RATE + "arival_variation = 1\n", "did you mean arrival_variation?"),
        (RATE + "[manuel]\nmean = 1\n", "unknown key manuel; did you mean manual?"),
        (RATE + "name = 3\n", "name = 3: must be text"),
        (RATE + 'name = "a\\nb"\n', "name = 'a\\nb': must be one line of text"),
        (RATE + "arrival_rate = 2\n", "is not TOML"),
        (RATE + "manual = 3\n", "manual = 3: must be a table"),
        (RATE + "review = 3\n", "review = 3: must be a table"),
        (RATE + "tiers = 3\n", "tiers = 3: must be a table"),
    ],
)
def test_arrivals_and_tables(text: str, says: str, tmp_path: Path) -> None:
    assert says in line_of(text, tmp_path)


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("mean = 1", "manual: missing key distribution; it is one of deterministic, "),
        ('distribution = "gama"\nmean = 1', "manual: distribution = 'gama': is no distribution; "),
        ("distribution = 3", "manual: distribution = 3: is no distribution"),
        ('distribution = "gamma"\nmean = 1', "gamma takes mean, squared_variation or shape, scale"),
        ('distribution = "gamma"\nmeen = 1', "manual: unknown key meen; did you mean mean?"),
        ('distribution = "exponential"\nmean = -1', "manual: mean = -1: must be a finite number ≥"),
        ('distribution = "exponential"\nmean = "1"', "manual: mean = '1': must be a number"),
        (
            'distribution = "moments"\nmean = 1\nsecond_moment = -1',
            "manual: second_moment = -1: must be a finite number ≥ 0",
        ),
        (
            'distribution = "moments"\nmean = 1\nsecond_moment = 0.5',
            "manual: second_moment = 0.5: must be at least the squared mean, 1",
        ),
        (
            'distribution = "lognormal"\nmean = 1\nsquared_variation = -1',
            "manual: squared_variation = -1: must be a finite number ≥ 0",
        ),
        (
            'distribution = "hyperexponential"\nmean = 1\nsquared_variation = 0.5',
            "manual: squared_variation = 0.5: must be greater than 1",
        ),
        (
            'distribution = "hyperexponential"\nweights = 1\nmeans = 2',
            "manual: weights = 1: must be a list",
        ),
        (
            'distribution = "hyperexponential"\nweights = [0.5, 0.6]\nmeans = [1, 2]',
            "manual: weights = 1.1: must add up to 1",
        ),
        (
            'distribution = "hyperexponential"\nweights = [0.5, 0.5]\nmeans = [1, -2]',
            "manual: means[1] = -2.0: must be a finite number ≥ 0",
        ),
        ('distribution = "empirical"\nvalues = []', "manual: values = []: must have at least one"),
        ('distribution = "empirical"\nvalues = "1, 2"', "manual: values = '1, 2': must be a list"),
        ('distribution = "empirical"\nvalues = [1, -1]', "manual: values[1] = -1.0: must be"),
        ('distribution = "empirical"\nvalues = ["1", 2]', "manual: values[0] = '1': must be a num"),
        ('distribution = "empirical"\nvalues = [2, true]', "manual: values[1] = True: must be a n"),
        ('distribution = "mixture"\nweights = [1]', "manual: missing key parts"),
        (
            'distribution = "mixture"\nweights = [1]\nparts = [3]',
            "manual: part 1 = 3: must be a table",
        ),
        (
            (
                'distribution = "mixture"\nweights = [1]\nparts = [{distribution = "exponential", '
                "mean = -2}]"
            ),
            "manual: part 1: mean = -2: must be a finite number ≥ 0",
        ),
    ],
)
def test_distributions(rest: str, says: str, tmp_path: Path) -> None:
    assert says in line_of(manual(rest), tmp_path)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("review_time = 0.5", "review_time = -0.5", "assisted: review_time = -0.5: must be"),
        ("review_time = 0.5", 'review_time = "x"', "assisted: review_time = 'x': must be a number"),
        ("skill = 2", "skill = 0", "assisted: error: skill = 0: must be greater than 0"),
        ("skill = 2", "skill = -1", "assisted: error: skill = -1: must be a finite number ≥ 0"),
        ("skill = 2", "kappa = 2", "assisted: error: unknown key kappa; the keys are initial, "),
        ("initial = 0.3", "initial = 1.3", "assisted: error: initial = 1.3: must be in [0, 1]"),
        ("initial = 0.3", "initial = 0.01", "assisted: error: irreducible = 0.02: must be at most"),
        (
            "error = {initial = 0.3, irreducible = 0.02, skill = 2}",
            "error_probability = 1.5",
            "assisted: error_probability = 1.5: must be in [0, 1]",
        ),
        (
            "error = {initial = 0.3, irreducible = 0.02, skill = 2}",
            "error_probability = -0.1",
            "assisted: error_probability = -0.1: must be in [0, 1]",
        ),
        ("error = {initial = 0.3, irreducible = 0.02, skill = 2}\n", "", "give one"),
        ('rework = {distribution = "exponential", mean = 2}\n', "", "missing key rework"),
        ("mean = 2", "mean = -2", "assisted: rework: mean = -2: must be a finite number ≥ 0"),
        ('{distribution = "exponential", mean = 2}', "2", "assisted: rework = 2: must be a table"),
    ],
)
def test_the_assisted_route(was: str, becomes: str, says: str, tmp_path: Path) -> None:
    assert was in ASSISTED
    assert says in line_of(RATE + ASSISTED.replace(was, becomes), tmp_path)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("skill = 2\n", "", "review: missing key skill"),
        ("skill = 2", "skill = 0", "review: skill = 0: must be greater than 0"),
        ("skill = 2", "skill = -2", "review: skill = -2: must be a finite number ≥ 0"),
        ("skill = 2", "skill = 2\nkappa = 2", "review: unknown key kappa; the keys are signal"),
        ("loss = 2", "loss = 0", "review: loss = 0: must be greater than 0"),
        ("waiting_cost = 0.5", "waiting_cost = -1", "review: waiting_cost = -1: must be"),
        ("moment = 4", "moment = 1", "review: rework_second_moment = 1.0: must be at least the sq"),
        ("mean = 1.5", "mean = -1", "review: rework_mean = -1: must be a finite number ≥ 0"),
        ("loss = 2", "loss = 2\nirreducible = 1", "review: irreducible = 1.0: must be below 1"),
        ("loss = 2", 'loss = 2\nprice_unit = "per_hour"', "review: price_unit = 'per_hour': must"),
        ("beta(2, 2)", "betta(2, 2)", "review: signal = 'betta(2, 2)': is no distribution of sig"),
        ("beta(2, 2)", "beta(-2, 2)", "review: signal: a = -2.0: must be a finite number ≥ 0"),
        ('"beta(2, 2)"', "3", "review: signal = 3: must be a table"),
        ('"beta(2, 2)"', "{signals = [1, 2]}", "review: signal: missing key weights"),
        (
            '"beta(2, 2)"',
            "{signals = 3, weights = 1}",
            "review: signal: signals = 3: must be a list",
        ),
        (
            '"beta(2, 2)"',
            "{signals = [1, 2], weights = [0.5, 0.6]}",
            "review: signal: weights = 1.1: must add up to 1",
        ),
        ("low = 0.02", "lo = 0.02", "review: risk: unknown key lo; did you mean low?"),
        ("low = 0.02", "low = -0.5", "review: risk: low = -0.5: must be in [0, 1]"),
        ("low = 0.02", "low = 0.5", "review: risk: low + rise = 1.38: must be in [0, 1]"),
        ("low = 0.02, rise = 0.88", "low = 0, rise = 0", "review: risk: is 0 for every draft"),
        (LOGISTIC, "0.3", "review: risk = 0.3: must be a table"),
        (LOGISTIC, "{risks = [0.1, 0.2]}", "review: risk: missing key signals"),
        (LOGISTIC, "{signals = 1, risks = 0.2}", "review: risk: signals = 1: must be a list"),
        (
            LOGISTIC,
            "{signals = [0, 1], risks = [0.1, 1.2]}",
            "review: risk: risks[1] = 1.2: must be in [0, 1]",
        ),
        (
            LOGISTIC,
            "{signals = [1, 0], risks = [0.1, 0.2]}",
            "review: risk: signals = (1.0, 0.0): must increase",
        ),
    ],
)
def test_selective_review(was: str, becomes: str, says: str, tmp_path: Path) -> None:
    assert was in REVIEW
    assert says in line_of(RATE + REVIEW.replace(was, becomes), tmp_path)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("escalated = 0.2", "escalated = 1.2", "tiers: escalated = 1.2: must be in [0, 1]"),
        ("escalated = 0.2\n", "", "tiers: missing key escalated"),
        ("juniors = 2", "juniors = 0", "tiers: juniors = 0: must be a whole number ≥ 1"),
        ("juniors = 2", "junior_capacity = -1", "tiers: junior_capacity = -1: must be a finite"),
        ("juniors = 2", "junior_count = 1", "tiers: unknown key junior_count"),
        ("mean = 0.2", "mean = -0.2", "tiers: junior: mean = -0.2: must be a finite number ≥ 0"),
    ],
)
def test_tiers(was: str, becomes: str, says: str, tmp_path: Path) -> None:
    assert was in TIERS
    assert says in line_of(RATE + TIERS.replace(was, becomes), tmp_path)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("share = 0.7", "share = 0.5", "types: share = 0.8: must sum to 1"),
        ("share = 0.7", "share = 1.7", "type 1: share = 1.7: must be in [0, 1]"),
        ("share = 0.3", "share = 0", "type 2: share = 0.0: must be greater than 0"),
        ("share = 0.3", 'share = "0.3"', "type 2: share = '0.3': must be a number"),
        ("share = 0.3\n", "", "type 2: missing key share"),
        ('"novel"', '"routine"', "type 2: name = 'routine': stands twice"),
        ('"novel"', "3", "type 2: name = 3: must be text"),
        ("mean = 0.9", "mean = -0.9", "type 2: assisted: mean = -0.9: must be a finite number ≥ 0"),
        (TYPES, "types = []\n", "types = []: must be a list of tables, at least one"),
        (TYPES, '[types]\nname = "a"\n', "write [[types]] above each"),
    ],
)
def test_kinds_of_tasks(was: str, becomes: str, says: str, tmp_path: Path) -> None:
    assert was in TYPES
    assert says in line_of(RATE + TYPES.replace(was, becomes, 1), tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("queue.yaml", b"a: 1", "must end in .toml or .json"),
        ("queue.toml", b"\xff\xfe", "is not UTF-8 text"),
        ("queue.json", b'{"arrival_rate": 1,}', "is not JSON"),
        ("queue.json", b"[1]", "the file = [1]: must be a table"),
        ("queue.json", b'{"arrival_rate": 1, "arrival_rate": 2}', "stands twice"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(says)):
        read_queue(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file; check the path"):
        read_queue(tmp_path / "queue.toml")


def test_every_model_is_read(models: Path) -> None:
    paths = sorted((models / "queue").glob("*.toml"))
    assert len(paths) > 5
    for path in paths:
        problem = read_queue(path)
        assert problem.name
        assert problem.time_unit in {"seconds", "hours"}


def test_all_parts_in_toml_and_in_json(tmp_path: Path) -> None:
    review = REVIEW.replace(LOGISTIC, "{signals = [1, 3], risks = [0.05, 0.6]}")
    review = review.replace('"beta(2, 2)"', "{signals = [1, 2, 3], weights = [0.5, 0.3, 0.2]}")
    text = (
        RATE
        + 'name = "All"\ncapacity = 2\narrival_variation = 1.5\nservers = 3\ntime_unit = "days"\n'
        + '[manual]\ndistribution = "gamma"\nshape = 2\nscale = 0.5\n'
        + ASSISTED
        + review
        + TIERS
        + TYPES
    )  # fmt: skip
    path = tmp_path / "queue.toml"
    path.write_text(text)
    found = read_queue(path)
    assert (found.capacity, found.arrival_variation, found.servers) == (2.0, 1.5, 3)
    assert found.manual == Gamma(2, 0.5)
    assert isinstance(found.assisted, AssistedTime)
    assert found.assisted.error_probability == pytest.approx(0.02 + 0.28 * np.exp(-1.0))
    assert found.review is not None
    assert found.review.signal == PointSignal((1, 2, 3), (0.5, 0.3, 0.2))
    assert found.review.risk_map == TableRisk([1, 3], [0.05, 0.6])
    assert found.review.capacity == 2.0
    assert found.tiers is not None
    assert (found.tiers.juniors, found.tiers.arrival_variation) == (2, 1.5)
    assert [kind.arrival_rate for kind in found.types] == pytest.approx([0.42, 0.18])

    import tomllib

    as_json = tmp_path / "queue.json"
    as_json.write_text(json.dumps(tomllib.loads(text)))
    again = read_queue(as_json)
    assert (again.manual, again.assisted, again.types) == (
        found.manual,
        found.assisted,
        found.types,
    )
    assert again.review == found.review
    assert again.tiers == found.tiers


def test_another_arrival_rate_goes_to_every_part() -> None:
    import tomllib

    problem = queue_from_dict(tomllib.loads(RATE + REVIEW + TIERS + TYPES))
    changed = problem.with_arrival_rate(0.3)
    assert changed.review is not None
    assert changed.tiers is not None
    assert changed.arrival_rate == changed.review.arrival_rate == changed.tiers.arrival_rate == 0.3
    assert [kind.arrival_rate for kind in changed.types] == pytest.approx([0.21, 0.09])
    with pytest.raises(InputError, match=r"^arrival_rate = 0: must be greater than 0"):
        problem.with_arrival_rate(0)


TIMES = (
    Deterministic(2),
    Exponential(2),
    Gamma(2, 0.5),
    Lognormal(0.1, 0.5),
    Hyperexponential([0.3, 0.7], [1, 2]),
    Empirical([1, 2, 4]),
    Moments(1, 3),
    Mixture([0.4, 0.6], [Exponential(1), Deterministic(3)]),
    AssistedTime(0.5, 0.1, Gamma(2, 0.5)),
)


@pytest.mark.parametrize("time", TIMES, ids=lambda time: type(time).__name__)
@pytest.mark.parametrize("ending", ["toml", "json"])
def test_written_files_read_back(time: ServiceTime, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"queue.{ending}"
    problem = QueueProblem(
        0.1, capacity=2, arrival_variation=1.5, servers=2, name="Ä", time_unit="h", manual=time,
        assisted=time,
    )  # fmt: skip
    write_queue(problem, path, header="Two lines\nof comment.")
    assert read_queue(path) == problem


def test_what_is_not_written(tmp_path: Path) -> None:
    import tomllib

    for text, place in ((REVIEW, "review"), (TYPES, "types"), (TIERS, "tiers")):
        problem = queue_from_dict(tomllib.loads(RATE + text))
        with pytest.raises(InputError, match=rf"^{place}: is not written to files"):
            write_queue(problem, tmp_path / "queue.toml")
    with pytest.raises(InputError, match=r"must end in \.toml or \.json"):
        write_queue(QueueProblem(1), tmp_path / "queue.yaml")
