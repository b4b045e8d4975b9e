"""Logs are read as they are meant, and refused in one line that says what to mend."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdesign import InputError
from jobdesign.queueing import (
    CaseLog,
    Columns,
    case_log_from_frame,
    read_case_log,
    simulate_log,
)
from jobdesign.queueing.calibration.rework_links import first_cases
from lengths import examples

HEADER = "case,route,arrival,service,back,flag,extra,shift\n"
LINKED = Columns(rework_of="back")
FLAGGED = Columns(escaped="flag", rework_time="extra")


@pytest.fixture
def written(tmp_path: Path):
    def write(rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "log.csv"
        path.write_text(header + rows, encoding="utf-8")
        return path

    return write


def test_rows_of_rework_count_towards_their_case(written) -> None:
    path = written(
        "a,manual,2026-03-02 09:00,12,,,,\n"
        "b,assisted,2026-03-02 09:07,3,,,,\n"
        "x,,2026-03-02 09:30,10,b,,,\n"
        "c,assisted,2026-03-02 09:41,2,,,,\n"
        "y,,2026-03-02 11:00,5,x,,,\n"
        "z,,,1,b,,,\n"
    )
    log = read_case_log(path, LINKED, unit="minutes")
    assert len(log) == 3
    np.testing.assert_allclose(log.arrival, [540, 547, 581])
    np.testing.assert_array_equal(log.assisted, [False, True, True])
    np.testing.assert_array_equal(log.escaped, [False, True, False])
    np.testing.assert_allclose(log.rework, [0, 16, 0])
    np.testing.assert_allclose(log.attention("assisted"), [19, 2])
    np.testing.assert_allclose(log.lag, [np.nan, 23, np.nan])
    assert dict(log.dropped) == {}


def test_flags_and_times_in_the_row_of_the_case(written) -> None:
    path = written("1,A,0,1,,yes,4,\n2,H,1,1,,0,,\n3,A,1,2,,No,0,\n4,A,5,2,,1,0,\n")
    log = read_case_log(path, FLAGGED, unit="hours", manual="H", assisted="A")
    np.testing.assert_array_equal(log.escaped, [True, False, False, True])
    np.testing.assert_allclose(log.rework, [4, 0, 0, 0])
    without = Columns(rework_time="extra")
    log = read_case_log(path, without, unit="hours", manual="H", assisted="A")
    np.testing.assert_array_equal(log.escaped, [True, False, False, False])


def test_compressed_files_blank_lines_and_columns_nobody_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8-sig") as file:
        file.write(" arrival ,service,note\n\n1,2,x\n\n3,4,y\n\n")
    log = read_case_log(path, Columns(route=None, case=None), unit="seconds")
    np.testing.assert_allclose(log.arrival, [1, 3])
    assert not log.assisted.any()


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["2026-03-02T23:00:00", "2026-03-03 00:30"], [23, 24.5]),
        (["2026-03-02T09:00:00Z", "2026-03-02T11:00:00+01:00"], [9, 10]),
        # clocks go back in the night: two moments an hour apart show the same time
        (["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"], [2.5, 3.5]),
        (["2026-03-02 09:00:36.9 -0530", "2026-03-02 09:00:39,6 -0530"], [9.01025, 9.011]),
        (["1.5", "2e1"], [1.5, 20]),
        (["-3", "2"], [0, 5]),
    ],
)  # fmt: skip
def test_times_of_arrival(written, times: list[str], expected: list[float]) -> None:
    path = written("".join(f'{i},manual,"{t}",1,,,,\n' for i, t in enumerate(times)))
    np.testing.assert_allclose(read_case_log(path, unit="hours").arrival, expected)


def test_own_format_of_timestamps_and_timestamps_of_pandas(written) -> None:
    path = written("1,manual,02/03/2026 09:00,1,,,,\n2,manual,03/03/2026 10:00,1,,,,\n")
    log = read_case_log(path, unit="minutes", timestamp_format="%d/%m/%Y %H:%M")
    np.testing.assert_allclose(log.arrival, [540, 2040])
    frame = pd.DataFrame(
        {
            "arrival": pd.to_datetime(["2026-03-29 01:00", "2026-03-29 04:00"]),
            "service": [1.0, 2.0],
        }
    )
    one_route = Columns(route=None, case=None)
    naive = case_log_from_frame(frame, one_route, unit="hours")
    np.testing.assert_allclose(naive.arrival, [1, 4])
    frame["arrival"] = frame["arrival"].dt.tz_localize("Europe/Berlin")  # 2:00 does not exist
    aware = case_log_from_frame(frame, one_route, unit="hours")
    np.testing.assert_allclose(aware.arrival, [1, 3])


def test_windows_and_sorting(written) -> None:
    rows = "1,manual,3,1,,,,tue\n2,manual,1,1,,,,mon\n3,manual,2,1,,,,mon\n"
    log = read_case_log(written(rows), Columns(window="shift"), unit="hours", sort=True)
    np.testing.assert_allclose(log.arrival, [1, 2, 3])
    assert log.window[0] == log.window[1] != log.window[2]


def test_follow_up_leaves_out_what_had_no_time_to_come_back(written) -> None:
    path = written(
        "a,assisted,0,1,,,,\nb,assisted,5,1,,,,\nx,,6,9,a,,,\nc,assisted,8,1,,,,\ny,,9,7,c,,,\n"
    )
    log = read_case_log(path, LINKED, unit="hours", follow_up=2.5)
    np.testing.assert_allclose(log.arrival, [0, 5])
    np.testing.assert_allclose(log.rework, [9, 0])
    assert dict(log.dropped) == {"arrived within the follow-up time before the end": 1}


BAD = [
    ("", LINKED, "log.csv: has no case left"),
    ("1,manual,0,1,,,,\n2,manual,x,1,,,,\n", None, "arrival = 'x': cannot be read as a time"),
    ("1,manual,0,1,,,,\n2,manual,,1,,,,\n", None, "row 3: arrival = '': is missing"),
    ("1,manual,2,1,,,,\n2,manual,1,1,,,,\n", None, "row 3: arrival = '1': is earlier than"),
    ("1,manual,0,-1,,,,\n", None, "row 2: service = '-1': must be ≥ 0"),
    ("1,manual,0,1h,,,,\n", None, "row 2: service = '1h': must be a number"),
    ("1,manual,0,inf,,,,\n", None, "row 2: service = 'inf': must be a number"),
    ("1,manual,0,nan,,,,\n", None, "row 2: service = 'nan': is missing"),
    ("1,manual,0,,,,,\n", None, "row 2: service = '': is missing"),
    ("1,bot,0,1,,,,\n", None, "row 2: route = 'bot': must be manual or assisted"),
    ("1,manual,0,1,,,,\n1,manual,1,1,,,,\n", None, "row 3: case = '1': stands in an earlier row"),
    ("1,manual,0,1,,,,\n2,,1,1,9,,,\n", LINKED, "row 3: back = '9': is the id of no row"),
    ("1,manual,0,1,,,,\n2,,1,1,3,,,\n3,,1,1,2,,,\n", LINKED, "back = '3': leads in a circle"),
    ("1,manual,5,1,,,,\n2,,1,1,1,,,\n", LINKED, "row 3: arrival = '1': must not be before that"),
    (",manual,0,1,,,,\n", LINKED, "row 2: case = '': is missing"),
    ("1,manual,0,1,,maybe,,\n", FLAGGED, "row 2: flag = 'maybe': must be 1 or 0"),
    ("1,manual,0,1,,1,,\n", FLAGGED, "row 2: extra = '': is missing where an error escaped"),
    ("1,manual,0,1,,0,3,\n", FLAGGED, "row 2: extra = '3': must be 0 where nothing escaped"),
    ("1,manual,0,1,,0,-3,\n", FLAGGED, "row 2: extra = '-3': must be ≥ 0"),
    ("1,manual,0,1,,,,\n", Columns(window="shift"), "row 2: shift = '': is missing"),
    (
        "1,manual,0,1,,,,a\n2,manual,1,1,,,,b\n3,manual,2,1,,,,a\n",
        Columns(window="shift"),
        "row 4: shift = 'a': begins again after another window",
    ),
    ("1,manual,0,1,,,,\n", Columns(service="servise"), "'servise' for service; did you mean"),
    (
        "1,manual,2026-03-02T09:00:00Z,1,,,,\n2,manual,2026-03-02T10:00:00,1,,,,\n",
        None,
        "row 3: arrival = '2026-03-02T10:00:00': has no offset from UTC",
    ),
    ("1,manual,0,1,,,,,,\n", None, "is not CSV"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "columns", "says"), BAD, ids=[says for *_, says in BAD])
def test_bad_input_is_refused_in_one_line(written, rows: str, columns, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_case_log(written(rows), columns, unit="hours")
    line = str(caught.value)
    assert says in line
    assert "log.csv" in line
    assert "\n" not in line
    assert "; " in line, "no fix"


def test_files_that_are_no_logs(tmp_path: Path, written) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_case_log(tmp_path / "none.csv", unit="hours")
    with pytest.raises(InputError, match="is empty"):
        read_case_log(written("", header=""), unit="hours")
    twice = written("1,manual,0,1,2\n", "case,route,arrival,service,service\n")
    with pytest.raises(InputError, match="stands twice"):
        read_case_log(twice, unit="hours")
    (tmp_path / "latin.csv").write_bytes("route,arrival,service\nmanuél,0,1\n".encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8"):
        read_case_log(tmp_path / "latin.csv", Columns(case=None), unit="hours")
    (tmp_path / "log.csv.gz").write_bytes(b"this is no gzip")
    with pytest.raises(InputError, match="has no column 'arrival'"):
        read_case_log(tmp_path / "log.csv.gz", unit="hours")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"unit": "days"}, "unit = 'days'"),
        ({"unit": "hours", "bad_rows": "skip"}, "bad_rows = 'skip'"),
        ({"unit": "hours", "follow_up": -1.0}, "follow_up = -1.0"),
        ({"unit": "hours", "manual": "x", "assisted": "x"}, "must differ"),
    ],
)
def test_bad_options(written, options, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_case_log(written("1,manual,0,1,,,,\n"), **options)


def test_rows_that_are_dropped_are_counted_by_reason(written) -> None:
    path = written(
        "1,manual,0,1,,,,\n"
        "2,bot,1,1,,,,\n"
        "3,manual,2,,,,,\n"
        "4,assisted,3,1,,,,\n"
        "5,,4,1,2,,,\n"  # rework of a case that is dropped
        "6,,4,-1,4,,,\n"
        "7,,4,1,nowhere,,,\n"
        "1,manual,5,1,,,,\n"
    )
    log = read_case_log(path, LINKED, unit="hours", bad_rows="drop")
    np.testing.assert_allclose(log.arrival, [0, 3])
    assert not log.escaped.any()
    assert dict(log.dropped) == {
        "service is missing": 1,
        "service must be ≥ 0": 1,
        "route must be manual or assisted": 1,
        "case stands in an earlier row already": 1,
        "back is the id of no row": 1,
        "rework of a row that was left out": 1,
    }
    assert sum(log.dropped.values()) + len(log) == 8


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"service": "arrival"}, "stands for arrival already"),
        ({"service": None}, "must be the name of a column"),
        ({"rework_of": "a", "rework_time": "b"}, "not both"),
        ({"escaped": "a"}, "needs rework_time"),
        ({"rework_of": "a", "case": None}, "needs the column of case ids"),
    ],
)
def test_columns_that_contradict_each_other(names, says: str) -> None:
    with pytest.raises(InputError, match=says):
        Columns(**names)


def test_a_log_comes_back_from_its_frame_and_from_a_file(tmp_path: Path) -> None:
    log = simulate_log(500, seed=3)
    columns = Columns(escaped="escaped", rework_time="rework_time", window="window")
    path = tmp_path / "log.csv"
    log.to_frame().to_csv(path, index=False)
    again = case_log_from_frame(log.to_frame(), columns, unit="hours")
    for other in (again, read_case_log(path, columns, unit="hours")):
        for name in ("arrival", "assisted", "service", "escaped", "rework", "window"):
            np.testing.assert_array_equal(getattr(log, name), getattr(other, name))


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"service": [1.0]}, "one value a case"),
        ({"arrival": [1.0, 0.0]}, "must not fall"),
        ({"service": [1.0, -1.0]}, "case 2: service = -1.0"),
        ({"rework": [0.0, 1.0]}, "must be 0 where nothing escaped"),
        ({"unit": "days"}, "must be seconds"),
    ],
)
def test_arrays_that_are_no_log(arrays, says: str) -> None:
    given_arrays = {"arrival": [0.0, 1.0], "assisted": [False, True], "service": [1.0, 1.0]}
    with pytest.raises(InputError, match=says):
        CaseLog(**(given_arrays | arrays))


def test_without_pandas_it_says_what_to_install(monkeypatch, written) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"read_case_log needs pandas.*jobdesign\[data\]"):
        read_case_log(written("1,manual,0,1,,,,\n"), unit="hours")
    with pytest.raises(ImportError, match="to_frame needs pandas"):
        simulate_log(3).to_frame()


@given(st.data())
@examples(0.5)
def test_links_are_followed_to_their_end(data) -> None:
    count = data.draw(st.integers(1, 12))
    parents = data.draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))

    def follow(row: int) -> int:
        for _ in range(count + 1):
            if parents[row] == row:
                return row
            row = parents[row]
        return -1

    found = first_cases(np.array(parents))
    assert found.tolist() == [follow(row) for row in range(count)]
