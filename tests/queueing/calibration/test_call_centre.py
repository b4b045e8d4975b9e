"""The manual route from a real month of calls, where the data stand beside the project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobdesign.queueing import Columns, calibrate, case_log_from_frame, estimate_arrivals

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "queue"
COLUMNS = Columns(arrival="time", service="ser_time", route=None, case="call", window="date")


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    if not DATA.is_dir():
        pytest.skip(f"no folder {DATA}: the source data are not part of the project")
    frame = pd.read_csv(DATA / "call_centre_1999_02.csv.gz", dtype={"date": str})
    day = pd.to_datetime(frame["date"], format="%y%m%d")
    return frame.assign(time=day + pd.to_timedelta(frame["vru_entry"]))


def served(calls: pd.DataFrame) -> pd.DataFrame:
    by_a_person = (calls["outcome"] == "AGENT") & calls["agent"].notna()
    return calls[by_a_person & (calls["ser_time"] > 0)]


def test_moments_of_service(calls: pd.DataFrame) -> None:
    log = case_log_from_frame(served(calls), COLUMNS, unit="seconds", sort=True)
    found = calibrate(log, replicates=500)
    manual = found.manual
    assert manual.cases == 26_586
    assert manual.mean.value == pytest.approx(179.6, abs=0.05)
    assert manual.second_moment.value == pytest.approx(79_751, abs=1)
    assert manual.squared_variation.value == pytest.approx(1.47, abs=0.005)
    assert manual.squared_variation.width < 0.2
    assert not manual.tail.is_thin
    assert found.assisted is None


def test_calls_are_poisson_within_hours_and_not_over_the_day(calls: pd.DataFrame) -> None:
    log = case_log_from_frame(served(calls), COLUMNS, unit="seconds", sort=True)
    found = estimate_arrivals(log, longest_gap=3600.0)
    assert found.resampled == "windows"
    assert found.squared_variation.low > 1.3
    assert 1.0 in found.within_period
    assert found.within_period.width < 0.1
    rates = {hour.hour: 3600 * hour.rate for hour in found.by_hour}
    assert max(rates, key=rates.get) in range(9, 17)
    # by counts instead of gaps
    hours = log.arrival // 3600 % 24
    weekday = np.isin(hours, [10])
    assert rates[10] == pytest.approx(weekday.sum() / 28, rel=0.35)


def test_the_log_is_refused_unless_sorted(calls: pd.DataFrame) -> None:
    from jobdesign import InputError

    with pytest.raises(InputError, match="sort=True"):
        case_log_from_frame(served(calls), COLUMNS, unit="seconds")
