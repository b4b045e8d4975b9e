"""Whole calibrations: parts that agree, the verdict, warnings, text."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from jobdesign import InputError
from jobdesign.queueing import (
    CaseLog,
    calibrate,
    estimate_route,
    fit_escape_curve,
    simulate_log,
)
from jobdesign.queueing.calibration.estimates import Resampling
from jobdesign.queueing.calibration.routes import RouteTimes
from jobdesign.queueing.calibration.wedge import judge_wedge
from jobdesign.queueing.mean_waits import mean_wait, one_server_waits


def test_parts_are_what_they_are_alone() -> None:
    log = simulate_log(1500, seed=2)
    found = calibrate(log, replicates=400)
    assert found.manual is not None
    assert found.assisted is not None
    times = log.attention("assisted")
    assert found.assisted.mean.value == pytest.approx(times.mean())
    assert found.assisted.second_moment.value == pytest.approx((times**2).mean())
    assert found.assisted.service_time().squared_variation == pytest.approx(
        found.assisted.squared_variation.value
    )
    back = log.rework[log.escaped]
    assert found.assisted.rework_mean.value == pytest.approx(back.mean())
    assert found.assisted.rework_second_moment.value == pytest.approx((back**2).mean())
    assert found.assisted.rework_probability.value == len(back) / log.assisted.sum()
    assert found.manual.rework_mean is None
    assert found.escape == fit_escape_curve(log.service[log.assisted], log.escaped[log.assisted])
    assert found.arrivals.rate.value == pytest.approx(1499 / (log.arrival[-1] - log.arrival[0]))


def test_the_same_seed_gives_the_same_numbers() -> None:
    log = simulate_log(600, seed=2)
    one, same, other = (calibrate(log, replicates=200, seed=s).to_dict() for s in (1, 1, 2))
    assert one == same
    assert one != other


def test_logs_of_one_route() -> None:
    only_manual = calibrate(simulate_log(200, assisted_share=0.0), replicates=200)
    assert only_manual.assisted is only_manual.escape is only_manual.wedge is None
    only_assisted = calibrate(simulate_log(200, assisted_share=1.0), replicates=200)
    assert only_assisted.manual is only_assisted.wedge is None
    assert "Assisted: mean time" in str(only_assisted)
    assert "Manual" not in str(only_assisted)
    with pytest.raises(InputError, match="has no case of it"):
        estimate_route(simulate_log(20, assisted_share=1.0), "manual")


def test_waits_are_those_of_the_paper() -> None:
    """Fig. 4: at λ* = 841/1105 both routes wait 1.752083 (eqs. 3 and 7)."""
    rate = 841 / 1105
    for mean, variation in ((1.0, 0.1), (0.85, 1.25)):
        second = mean**2 * (1 + variation)
        assert float(one_server_waits(rate, mean, second)) == pytest.approx(1.752083, abs=1e-6)
        bursty = float(one_server_waits(rate, mean, second, 2.0, 2.5))
        assert bursty == pytest.approx(mean_wait(rate, mean, second, 2.0, 2.5))
    assert np.isnan(one_server_waits(1.0, np.nan, 1.0))


def route(name, mean, variation, spread, seed) -> RouteTimes:
    generator = np.random.default_rng(seed)
    log = simulate_log(50, assisted_share=float(name == "assisted"))
    part = estimate_route(log, name, how=Resampling(200))
    means = mean * (1 + spread * generator.standard_normal(500))
    seconds = means**2 * (1 + variation)
    values = {field: getattr(part, field) for field in part.__dataclass_fields__}
    exact = type(part.mean)
    values["mean"] = exact(mean, mean, mean)
    values["second_moment"] = exact(*[mean**2 * (1 + variation)] * 3)
    return RouteTimes(**(values | {"means": means, "second_moments": seconds}))


@pytest.mark.parametrize(
    ("rate", "says"),
    [(0.5, "lengthens"), (0.95, "shortens"), (0.761, "undecided"), (1.3, "both unstable")],
)  # fmt: skip
def test_the_verdict_on_either_side_of_the_critical_rate(rate: float, says: str) -> None:
    manual = route("manual", 1.0, 0.1, 0.001, 1)
    assisted = route("assisted", 0.85, 1.25, 0.001, 2)
    found = judge_wedge(manual, assisted, arrival_rate=rate)
    assert found.verdict == says
    # one resample at a time, by eq. (4)
    longer = both = 0
    for i in range(500):
        h, a = manual.means[i], assisted.means[i]
        if rate * h >= 1 and rate * a >= 1:
            continue
        both += 1
        left = assisted.second_moments[i] / a**2 / (manual.second_moments[i] / h**2)
        budget = (h / a) ** 2 * (1 - rate * a) / (1 - rate * h) if rate * h < 1 else math.inf
        longer += left > budget
    if both:
        assert found.lengthens == pytest.approx(longer / both)
        assert found.wedge <= found.lengthens
    else:
        assert math.isnan(found.lengthens)
        assert math.isinf(found.manual_wait.value)
    assert found.saves_time == 1.0


def test_an_assisted_route_that_rescues_an_overloaded_desk() -> None:
    log = simulate_log(4000, arrival_rate=1.6, initial=0.05, seed=5)
    found = calibrate(log, replicates=400)
    assert found.wedge.manual_stable == 0.0
    assert found.wedge.assisted_stable == 1.0
    assert found.wedge.verdict == "shortens"
    assert "∞" in str(found)


def test_resampled_rates_and_given_rates() -> None:
    log = simulate_log(500, seed=6)
    own = calibrate(log, replicates=400)
    fixed = calibrate(log, replicates=400, arrival_rate=own.arrivals.rate.value)
    assert own.wedge.manual_wait.value == pytest.approx(fixed.wedge.manual_wait.value)
    assert own.wedge.manual_wait.width > fixed.wedge.manual_wait.width


def warned(log: CaseLog, word: str, **options) -> bool:
    return any(word in warning for warning in calibrate(log, replicates=200, **options).warnings)


def test_warnings() -> None:
    rich = simulate_log(20_000, seed=1)
    assert calibrate(rich, replicates=200).warnings == ()
    assert warned(simulate_log(200, seed=1), "assisted cases came back")
    assert warned(simulate_log(200, seed=1), "half of the second moment")
    assert warned(simulate_log(300, initial=0.0), "No assisted case came back")
    assert warned(simulate_log(300, initial=0.0), "no error escaped")
    heavy = simulate_log(16_000, shape="lognormal", manual_squared_variation=1.5)
    assert warned(heavy, "Heavy tail")
    generator = np.random.default_rng(1)
    endless = CaseLog(
        arrival=np.arange(4000.0), assisted=np.zeros(4000), service=generator.pareto(1.5, 4000)
    )
    assert warned(endless, "may be infinite")
    clock = np.cumsum(generator.exponential(np.repeat([0.1, 1.0], 500)))
    changing = CaseLog(arrival=clock, assisted=np.zeros(1000), service=np.ones(1000))
    assert warned(changing, "rate of arrivals changes", period=10.0)
    lag = np.where(rich.escaped, 500.0 + 0 * rich.arrival, np.nan)
    fields = {name: getattr(rich, name) for name in ("arrival", "assisted", "service")}
    young = CaseLog(**fields, escaped=rich.escaped, rework=rich.rework, lag=lag)
    assert warned(young, "escapes are undercounted")
    barely = simulate_log(300, arrival_rate=1.4, seed=3)
    assert warned(barely, "is stable in")


def test_text_and_json() -> None:
    log = simulate_log(2000, seed=11)
    found = calibrate(log, replicates=300)
    text = str(found)
    for word in ("Arrival rate λ", "τ_H", "c_A²", "μR2", "κ", "mean wait", "variance wedge"):
        assert word in text
    tree = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert tree["manual"]["mean"]["value"] == found.manual.mean.value
    assert tree["wedge"]["verdict"] == found.wedge.verdict
    assert "times" not in tree["manual"]
    dropped = CaseLog(log.arrival, log.assisted, log.service, dropped={"no reason": 3})
    assert "3 rows left out: no reason" in str(calibrate(dropped, replicates=200))


@pytest.mark.parametrize(
    "options",
    [
        {"capacity": 0.0},
        {"arrival_rate": -1.0},
        {"arrival_variation": -0.1},
        {"replicates": 10},
        {"level": 1.0},
        {"method": "normal"},
        {"irreducible": 1.5},
        {"longest_gap": -1.0},
    ],
)
def test_bad_options(options) -> None:
    with pytest.raises(InputError):
        calibrate(simulate_log(100), **options)


@pytest.mark.parametrize(
    "options",
    [
        {"cases": 0},
        {"arrival_rate": 0.0},
        {"initial": 1.2},
        {"irreducible": 0.4, "initial": 0.3},
        {"manual_mean": -1.0},
        {"shape": "normal"},
        {"skill": math.inf},
    ],
)
def test_bad_simulations(options) -> None:
    with pytest.raises(InputError):
        simulate_log(**({"cases": 10} | options))


def test_calibrating_arrays_loads_no_pandas() -> None:
    code = (
        "import sys, jobdesign.queueing as q; "
        "str(q.calibrate(q.simulate_log(300), replicates=100)); "
        "sys.exit('pandas' in sys.modules or 'numba' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
