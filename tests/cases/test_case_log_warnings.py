"""Logs of cases that would mislead: each says so, and a sibling beside it stays silent."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from jobdesign import InputError
from jobdesign.cli import main as run
from jobdesign.queueing import (
    CaseLog,
    Columns,
    calibrate,
    case_log_from_frame,
    estimate_arrivals,
    read_case_log,
    simulate_log,
)
from jobdesign.queueing.calibration.arrivals import Arrivals
from jobdesign.queueing.calibration.estimates import Resampling
from jobdesign.queueing.calibration.warnings import find_warnings

PLAIN = Columns(route=None, case=None)
GENERATOR = np.random.default_rng(20)
#: Poisson, four an hour, 40 days.
ARRIVALS = np.cumsum(GENERATOR.exponential(0.25, 3840))
SERVICE = GENERATOR.gamma(2.0, 0.05, 3840)


def frame(arrival, service=SERVICE, **others) -> pd.DataFrame:
    return pd.DataFrame({"arrival": arrival, "service": service[: len(arrival)]} | others)


def read(table: pd.DataFrame, unit: str = "hours", columns: Columns = PLAIN, **options) -> CaseLog:
    return case_log_from_frame(table, columns, unit=unit, **options)


def arrivals(log: CaseLog, period: float | None = None) -> Arrivals:
    return estimate_arrivals(log, period=period, how=Resampling(100))


def words(log: CaseLog) -> str:
    """All that is said of a log before anything is compared."""
    return " ".join(find_warnings(log, arrivals(log), None, None, None, None))


def cut(times: np.ndarray, step: float) -> np.ndarray:
    return np.floor(times / step) * step


# rows that say too little


@pytest.mark.parametrize("hole", ["", "NULL", "-3", "n/a", "long", None])
def test_rows_without_a_service_time_have_arrived(hole: str | None) -> None:
    service = SERVICE.astype(object)
    service[::5] = hole
    log = read(frame(ARRIVALS, service), bad_rows="drop")
    assert len(log) == 3840 * 4 / 5
    found = arrivals(log)
    assert (found.cases, found.counted) == (3072, 3840)
    assert found.rate.value == pytest.approx(3839 / (ARRIVALS[-1] - ARRIVALS[0]))
    assert "768 of 3,840 cases were left out" in words(log)


def test_rows_that_lack_nothing_are_not_spoken_of() -> None:
    assert words(read(frame(ARRIVALS), bad_rows="drop")) == ""


def test_rows_of_which_nobody_knows_whether_they_arrived_here() -> None:
    arrival = ARRIVALS.astype(object)
    arrival[100:140] = ""
    log = read(frame(arrival), bad_rows="drop")
    assert "leave out 40 rows whose arrival" in words(log)
    route = np.where(np.arange(3840) % 4 == 0, "robot", "manual")
    log = read(frame(ARRIVALS, route=route), columns=Columns(case=None), bad_rows="drop")
    assert arrivals(log).rate.value == pytest.approx(3.0, rel=0.1)
    assert "leave out 960 rows" in words(log)
    ids = frame(ARRIVALS[[0, 1, 1, 2, 3]], case=["a", "b", "b", "c", "d"])
    log = read(ids, columns=Columns(route=None), bad_rows="drop")
    assert (len(log), len(log.arrivals)) == (4, 4)  # an id twice is one arrival


def test_times_of_nothing() -> None:
    def said(service: np.ndarray) -> str:
        return " ".join(calibrate(read(frame(ARRIVALS, service)), replicates=100).warnings)

    given_up = np.where(GENERATOR.random(3840) < 0.1, 0.0, SERVICE)
    assert f"the mean of the others, {given_up[given_up > 0].mean():.4g} hours" in said(given_up)
    assert " are 0: " not in said(SERVICE)
    # short times rounded down are 0 as often as they are the least step
    assert " are 0: " not in said(cut(SERVICE, 0.01))
    assert " are 0: " in said(cut(given_up, 0.01))


# rows that stand twice


def test_rows_that_stand_twice() -> None:
    once = frame(ARRIVALS)
    twice = pd.concat([once, once.iloc[100:160]]).sort_values("arrival").reset_index(drop=True)
    assert "60 rows repeat" in words(read(twice))
    twice["ticket"] = np.arange(len(twice))  # with ids of their own, as exports give them
    assert "60 rows repeat" in words(read(twice, columns=Columns(route=None, case="ticket")))
    assert "repeat" not in words(read(once))
    with pytest.raises(InputError, match="stands in an earlier row already"):
        read(once.assign(case=["a"] * len(once)), columns=Columns(route=None))


def test_rows_alike_by_chance_are_not_called_repeats() -> None:
    coarse = frame(cut(ARRIVALS, 1.0), cut(SERVICE, 0.05))
    assert coarse.duplicated().sum() > 500
    assert "repeat" not in words(read(coarse))
    batches = frame(np.repeat(ARRIVALS[::4], 4), np.full(3840, 0.1))
    assert "repeat" not in words(read(batches))


# coarse times


@pytest.mark.parametrize(("step", "name"), [(1 / 12, "five minutes"), (0.25, "quarters of an")])
def test_coarse_times_of_arrival(step: float, name: str) -> None:
    fine = arrivals(read(frame(ARRIVALS)))
    log = read(frame(cut(ARRIVALS, step)))
    found, said = arrivals(log), words(log)
    if step == 0.25:
        assert f"whole {name}" in said
    left = found.squared_variation.value - found.rounding
    assert left == pytest.approx(fine.squared_variation.value, abs=0.06)
    if step == 0.25:
        assert "that within periods cannot be told" in said
        found = arrivals(log, period=12.0)
        fine = arrivals(read(frame(ARRIVALS)), period=12.0)
    left = found.within_period.value - found.rounding_within
    assert left == pytest.approx(fine.within_period.value, abs=0.12)


@pytest.mark.slow
def test_very_coarse_times_of_arrival_and_fine_ones() -> None:
    for step, name in ((1.0, "whole hours"), (24.0, "whole days")):
        said = words(read(frame(cut(ARRIVALS, step))))
        assert name in said
        assert "too coarse to tell c_a²" in said
    assert words(read(frame(cut(ARRIVALS, 1 / 60)))) == ""
    dates = pd.date_range("2026-03-02", periods=60, freq="D").strftime("%Y-%m-%d").repeat(4)
    assert "whole days" in words(read(frame(dates.to_numpy())))


def test_appointments_are_not_rounded_arrivals() -> None:
    on_the_hour = np.arange(1000.0)
    assert "Times of arrival are" not in words(read(frame(on_the_hour)))


@pytest.mark.slow
def test_coarse_times_of_service() -> None:
    def said(service: np.ndarray) -> str:
        return " ".join(calibrate(read(frame(ARRIVALS, service)), replicates=100).warnings)

    assert "service times of manual cases are whole five minutes" in said(cut(SERVICE, 1 / 12))
    assert "rounded" not in said(cut(SERVICE, 1 / 3600))
    assert "rounded" not in said(np.full(3840, 0.1))


# bursts, and a rate that follows the clock


def bursts(seed: int) -> np.ndarray:
    """Gaps of two kinds at a constant rate, squared variation 9."""
    generator = np.random.default_rng(seed)
    often = (1 + np.sqrt(0.8)) / 2
    means = np.where(generator.random(3000) < often, 0.15 / often, 0.15 / (1 - often))
    return np.cumsum(generator.exponential(means))


def by_rates(rates: np.ndarray, seed: int = 1) -> np.ndarray:
    """Poisson arrivals with a rate for every hour."""
    generator = np.random.default_rng(seed)
    parts = [h + np.sort(generator.random(generator.poisson(r))) for h, r in enumerate(rates)]
    return np.concatenate(parts)


DAY = np.where((np.arange(24) >= 8) & (np.arange(24) < 18), 12.0, 1.5)
WEEK = np.repeat([1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 0.1], 24)


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_bursts_at_a_constant_rate(seed: int) -> None:
    said = words(read(frame(bursts(seed), np.full(3000, 0.1))))
    assert "Arrivals come in bursts" in said
    assert "use that of the whole log" in said
    assert "use the latter" not in said


@pytest.mark.parametrize(
    ("rates", "says"),
    [
        (np.tile(DAY, 30), "changes by the hour of the day:"),
        (np.tile(6.0 * WEEK, 5), "changes by the day of the week:"),
        (np.tile(np.tile(DAY, 7) * WEEK, 5), "by the hour of the day and by the day of the week:"),
        (np.repeat([10.0, 1.0], [240, 480]), "changes in the course of the log:"),
    ],
)
def test_a_rate_that_changes(rates: np.ndarray, says: str) -> None:
    arrival = by_rates(rates)
    said = words(read(frame(arrival, np.full(len(arrival), 0.01))))
    assert f"The rate of arrivals {says}" in said or says in said
    assert "use the latter" in said
    assert "bursts" not in said


@pytest.mark.slow
def test_bursts_on_top_of_a_day() -> None:
    rates = np.tile(DAY, 100)
    run_of = np.concatenate([[0.0], np.cumsum(rates)])
    arrival = np.interp(6 * bursts(1) / 0.9, run_of, np.arange(len(run_of)))
    log = read(frame(arrival, np.full(3000, 0.01)))
    assert "and they come in bursts besides" in words(log)
    assert arrivals(log).without_clock > 5.0


def test_too_few_days_to_tell_and_nothing_to_tell() -> None:
    arrival = by_rates(np.tile(DAY, 2))
    assert "too few days to tell" in words(read(frame(arrival, np.full(len(arrival), 0.01))))
    assert words(read(frame(ARRIVALS))) == ""


# rework that had no time to come back


def linked(follow_up: float, delay: float = 12.0) -> CaseLog:
    cases = pd.DataFrame(
        {
            "case": [f"c{i}" for i in range(1000)],
            "arrival": ARRIVALS[:1000],
            "service": SERVICE[:1000],
            "rework_of": "",
        }
    )
    back = cases.iloc[::4].assign(rework_of=cases["case"][::4], case=[f"r{i}" for i in range(250)])
    back["arrival"] += GENERATOR.exponential(delay, 250)
    back = back[back["arrival"] < ARRIVALS[999]]
    rows = pd.concat([cases, back]).sort_values("arrival").reset_index(drop=True)
    columns = Columns(route=None, rework_of="rework_of")
    return read(rows, columns=columns, follow_up=follow_up)


@pytest.mark.parametrize(("follow_up", "asks"), [(0.0, True), (5.0, True), (80.0, False)])
def test_a_follow_up_that_was_given_is_not_asked_for(follow_up: float, asks: bool) -> None:
    log = linked(follow_up)
    assert ("give a follow_up of" in words(log)) == asks
    assert log.end == pytest.approx(ARRIVALS[999], abs=1.0)
    # young cases are no use for rework, and have arrived
    assert len(log.arrivals) == 1000


def test_rework_that_was_waited_for_needs_no_follow_up() -> None:
    rows = {"case": ["a", "b", "c", "r", "s"], "arrival": [0.0, 1.0, 2.0, 3.0, 90.0]}
    table = pd.DataFrame(rows | {"service": 1.0, "rework_of": ["", "", "", "a", "b"]})
    log = read(table, columns=Columns(route=None, rework_of="rework_of"))
    assert log.end == 90.0
    assert "follow_up" not in words(log)


def test_a_follow_up_longer_than_the_log() -> None:
    with pytest.raises(InputError, match=r"follow_up = 1000000000.0: has no case that is older"):
        linked(1e9)


# clocks


@pytest.mark.parametrize("door", ["text", "timestamps", "format", "zone", "epoch", "two zones"])
def test_hours_are_those_of_the_local_clock(door: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 26, 0, 30, tzinfo=UTC)  # clocks change on the 29th
    moments = [start + timedelta(minutes=20 * i) for i in range(24 * 3 * 7)]
    moments = [m for m in moments if 9 <= m.astimezone(berlin).hour < 11]
    local = [m.astimezone(berlin) for m in moments]
    form = "%d.%m.%Y %H:%M:%S"
    columns, options = {
        "text": ([m.isoformat() for m in local], {}),
        "two zones": ([m.isoformat(sep=" ") for m in local], {}),
        "timestamps": (pd.to_datetime(moments).tz_convert("Europe/Berlin"), {}),
        "format": ([m.strftime(form + " %z") for m in local],
                   {"timestamp_format": form + " %z"}),
        "zone": ([m.strftime(form) for m in local],
                 {"timestamp_format": form, "time_zone": "Europe/Berlin"}),
        "epoch": ([int(m.timestamp()) for m in local],
                  {"time_unit": "s", "time_zone": "Europe/Berlin"}),
    }[door]  # fmt: skip
    log = read(frame(columns), **options)
    found = {h.hour: h.arrivals for h in arrivals(log).by_hour if h.arrivals}
    assert found == {9: 20, 10: 21}  # 42 but the first
    gaps = [(b - a).total_seconds() / 3600 for a, b in pairwise(moments)]
    np.testing.assert_allclose(np.diff(log.arrival), gaps, atol=1e-9)
    assert log.arrival[0] == pytest.approx(9.5 - 1 / 6, abs=0.35)


# numbers that are dates


@pytest.mark.parametrize(
    ("scale", "unit", "meant"),
    [(1, "minutes", "s"), (1, "hours", "s"), (1000, "seconds", "ms"), (1000, "minutes", "ms"),
     (10**6, "seconds", "us"), (10**9, "hours", "ns")],
)  # fmt: skip
def test_numbers_since_1970(scale: int, unit: str, meant: str) -> None:
    numbers = [1_772_439_004 * scale + i * 300 * scale for i in range(50)]
    with pytest.raises(InputError, match=f'since 1970.*time_unit "{meant}"'):
        read(frame(numbers), unit)
    with pytest.raises(InputError, match="since 1970"):
        read(frame([str(n) for n in numbers]), unit)
    log = read(frame(numbers), unit, time_unit=meant)
    per_unit = {"seconds": 1, "minutes": 60, "hours": 3600}[unit]
    assert arrivals(log).rate.value == pytest.approx(per_unit / 300)
    dates = [datetime.fromtimestamp(n / scale, UTC).isoformat() for n in numbers]
    np.testing.assert_allclose(log.arrival, read(frame(dates), unit).arrival, atol=1e-4)


def test_numbers_that_may_be_dates_and_numbers_that_are_none() -> None:
    excel = 46_083.3 + np.arange(50) / 100
    assert 'days as Excel counts them, say so (time_unit "excel")' in words(read(frame(excel)))
    assert words(read(frame(excel), time_unit="excel")) == ""
    assert words(read(frame(np.arange(50) * 1000.0 + 7.3), "minutes")) == ""
    epoch = 1_772_439_004.7 + ARRIVALS[:500] * 3600
    log = read(frame(epoch), "seconds")  # they are seconds
    assert words(log) == ""
    for digits, form in (("20260302", "%Y%m%d"), ("202603020915", "%Y%m%d%H%M")):
        with pytest.raises(InputError, match=f'looks like a date.*"{form}"'):
            read(frame([digits] * 3))
        assert read(frame([digits] * 3), timestamp_format=form).arrival[0] in (0.0, 9.25)
        whole = frame(np.array([int(digits)] * 3))
        assert len(read(whole, timestamp_format=form)) == 3
    with pytest.raises(InputError, match="another unit"):
        read(frame([1_772_439_004, 1_772_439_304, 1_772_439_604_000]), "minutes", sort=True)


def test_placeholders_are_no_times() -> None:
    times = ["2026-03-02T09:00:00", "1970-01-01T00:00:00", "2026-03-02T09:30:00"]
    with pytest.raises(InputError, match=r"1970-01-01T00:00:00': is what programs write where"):
        read(frame(times))
    log = read(frame(times), bad_rows="drop")
    np.testing.assert_allclose(log.arrival, [9.0, 9.5])
    assert "leave out 1 rows whose arrival" in log.remarks[0]


@pytest.mark.slow
def test_work_in_another_unit_than_arrivals() -> None:
    minutes = 60 * SERVICE
    said = " ".join(calibrate(read(frame(ARRIVALS, minutes)), replicates=100).warnings)
    assert "arrivals and service times are in one unit" in said
    team = calibrate(read(frame(ARRIVALS, minutes)), replicates=100, capacity=50.0).warnings
    assert "in one unit" not in " ".join(team)
    assert "in one unit" not in words(read(frame(ARRIVALS)))


@pytest.mark.slow
def test_parameters_that_a_log_has_no_use_for() -> None:
    log = read(frame(ARRIVALS))
    for options in ({"arrival_rate": 3.0}, {"arrival_variation": 4.0}, {"irreducible": None}):
        assert "changes nothing here" in calibrate(log, replicates=100, **options).warnings[0]
    both = simulate_log(2000, seed=1)
    found = calibrate(both, replicates=100, arrival_rate=0.5, arrival_variation=4.0)
    assert "changes nothing" not in " ".join(found.warnings)
    with pytest.raises(InputError, match="labels of the routes"):
        read(frame(ARRIVALS), manual="by hand", assisted="with AI")


# files


ROWS = [("ticket", "Opened At", "Minutes"), ("1", "2026-03-02 09:00", "5"),
        ("2", "2026-03-02 09:30", "7"), ("3", "2026-03-02 10:15", "6")]  # fmt: skip
NAMED = Columns(arrival="opened_at", service="minutes", route=None, case="ticket")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_as_people_have_them(
    tmp_path: Path, separator: str, packed: bool, encoding: str
) -> None:
    text = "\r\n".join(separator.join(row) for row in ROWS).encode(encoding)
    path = tmp_path / "log.txt"
    path.write_bytes(gzip.compress(text) if packed else text)
    log = read_case_log(path, NAMED, unit="minutes")
    np.testing.assert_allclose(log.arrival, [540, 570, 615])
    np.testing.assert_allclose(log.service, [5, 7, 6])


def test_a_title_above_the_header(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("Tickets of March\n\n" + "\n".join(",".join(row) for row in ROWS))
    with pytest.raises(InputError, match=r"header, which stands in row 3; leave 2 rows out"):
        read_case_log(path, NAMED, unit="minutes")
    assert len(read_case_log(path, NAMED, unit="minutes", skip_rows=2)) == 3


def test_the_command_line_names_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    frame(1_772_439_004.7 + 3600 * ARRIVALS).to_csv(path, index=False)

    def said(*options: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            run(["queue", "calibrate", str(path), "--replicates", "100", "--format", "json",
                 "--unit", *options])  # fmt: skip
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    code, _, line = said("hours")
    assert code == 2
    assert '(--time-unit "s")' in line
    code, out, _ = said("hours", "--time-unit", "s", "--arrival-rate", "2")
    assert code == 0
    tree = json.loads(out)
    assert tree["arrivals"]["rate"]["value"] == pytest.approx(4.0, rel=0.05)
    (warning,) = tree["warnings"]
    assert warning.startswith("--arrival-rate 2 is for comparing two routes")
