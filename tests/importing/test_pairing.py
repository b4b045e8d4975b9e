"""Starts and completes in rows of their own: what belongs together, what is work."""

from __future__ import annotations

import jobdesign as jd

LIFECYCLE = "case,activity,lifecycle,resource,end\n"


def cycle(*rows: str) -> str:
    return LIFECYCLE + "".join(f"1,{row}\n" for row in rows)


def test_starts_and_completes_are_paired(write) -> None:
    text = cycle(
        "A,schedule,,2026-03-02T07:00",
        "A,start,x,2026-03-02T08:00",
        "A,complete,x,2026-03-02T09:00",
        "B,start,x,2026-03-02T10:00",
        "B,start,y,2026-03-02T10:00",
        "B,complete,y,2026-03-02T12:00",  # his own start, though the other came first
        "B,complete,x,2026-03-02T14:00",
        "C,complete,x,2026-03-02T15:00",
        "C,START,x,2026-03-02T16:00",
    )
    found = jd.import_log(write("log.csv", text))
    assert found.problem.workflow.names == ("A", "B", "B (2)", "C")
    assert found.problem.workflow.manual_time.tolist() == [1, 3, 3, 0]
    assert dict(found.summary.dropped) == {
        "events of other transitions than start and complete": 1,
        "starts that never complete": 1,
    }
    assert any(
        line.startswith("1 events complete without a start") for line in found.summary.noticed
    )


def test_instances_pair_what_first_in_first_out_would_not(write) -> None:
    text = (
        "case,activity,lifecycle,concept:instance,end\n"
        "1,A,start,i,2026-03-02T08:00\n1,A,start,j,2026-03-02T09:00\n"
        "1,A,complete,j,2026-03-02T10:00\n1,A,complete,i,2026-03-02T11:00\n"
    )
    found = jd.import_log(write("log.csv", text), settings=jd.LogSettings(statistic="mean"))
    assert found.problem.workflow.manual_time.tolist() == [2, 2]


def test_completes_alone_count_where_rows_have_their_own_starts(write) -> None:
    text = (
        "case,activity,lifecycle,start,end\n"
        "1,A,complete,2026-03-02T08:00,2026-03-02T09:00\n"
        "1,A,withdraw,2026-03-02T08:00,2026-03-02T09:00\n"
    )
    found = jd.import_log(write("log.csv", text))
    assert found.problem.workflow.manual_time.tolist() == [1]
    assert dict(found.summary.dropped) == {"events of other transitions than complete": 1}


def test_nobody_works_while_work_is_suspended(write) -> None:
    text = cycle(
        "A,resume,x,2026-03-02T07:00",  # of nothing
        "A,start,x,2026-03-02T08:00",
        "A,suspend,x,2026-03-02T09:00",
        "A,suspend,x,2026-03-02T10:00",  # twice
        "A,resume,y,2026-03-02T15:00",
        "A,complete,x,2026-03-02T15:30",
        "B,start,x,2026-03-02T16:00",
        "B,suspend,x,2026-03-02T16:15",
        "B,complete,x,2026-03-02T20:00",
    )
    found = jd.import_log(write("log.csv", text))
    assert found.problem.workflow.manual_time.tolist() == [1.5, 0.25]
    assert "2 times work was suspended: until resumed, nobody works" in found.summary.noticed
    assert not found.summary.dropped


def test_an_aborted_start_is_not_taken_for_a_later_one(write) -> None:
    text = cycle(
        "A,start,x,2026-03-02T08:00",
        "A,ate_abort,x,2026-03-02T08:05",
        "A,start,x,2026-03-02T11:00",
        "A,complete,x,2026-03-02T11:30",
        "A,withdraw,x,2026-03-02T12:00",  # of nothing
    )
    found = jd.import_log(write("log.csv", text))
    assert found.problem.workflow.manual_time.tolist() == [0.5]
    assert dict(found.summary.dropped) == {"starts that were aborted": 1}
