"""Made-up logs of which order, times and hand-offs are known."""

from __future__ import annotations

import csv
import statistics
import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from lengths import examples

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
HEADER = "case,activity,resource,start,end\n"


def hours(seconds: float) -> float:
    return seconds / 3600


def at(minute: float) -> str:
    return (DAY + timedelta(minutes=minute)).isoformat()


def log_of(*rows: tuple[object, str, str, float, float]) -> str:
    """Write rows of case, activity, person, first and last minute."""
    return HEADER + "".join(f"{c},{a},{p},{at(s)},{at(e)}\n" for c, a, p, s, e in rows)


def noticed(found: jd.Imported, beginning: str) -> bool:
    return any(line.startswith(beginning) for line in found.summary.noticed)


@examples(0.5)
@given(st.data())
def test_order_times_and_handoffs_come_back(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=5, unique=True))
    seconds = st.integers(1, 3600)
    times: defaultdict[str, list[int]] = defaultdict(list)
    across: defaultdict[int, list[int]] = defaultdict(list)
    within: defaultdict[int, list[int]] = defaultdict(list)
    rows = []
    for case in range(data.draw(st.integers(1, 6))):
        now, person = DAY + timedelta(days=case), "p0"
        for i, name in enumerate(names):
            if i:
                gap = data.draw(st.integers(0, 5000))
                changes = data.draw(st.booleans())
                (across if changes else within)[i - 1].append(gap)
                person = f"p{int(person[1:]) + changes}"
                now += timedelta(seconds=gap)
            took = data.draw(seconds)
            times[name].append(took)
            rows.append([case, name, person, now, now + timedelta(seconds=took)])
            now += timedelta(seconds=took)
    share = data.draw(st.sampled_from([0.0, 0.1, 0.5, 1.0]))
    rows = data.draw(st.permutations(rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER.strip().split(","))
            writer.writerows([*row[:3], row[3].isoformat(), row[4].isoformat()] for row in rows)
        assumed = jd.LogSettings(handoff_share=share, default_handoff=7)
        workflow = jd.import_log(path, settings=assumed).problem.workflow
    assert list(workflow.names) == names
    for i, name in enumerate(names):
        expected = hours(statistics.median(times[name]))
        assert workflow.manual_time[i] == pytest.approx(expected, rel=1e-5)
    own = [gap for gaps in within.values() for gap in gaps]
    other = [gap for gaps in across.values() for gap in gaps]
    base = statistics.median(own) if own else 0
    for i in range(len(names) - 1):
        if across[i]:
            mine = statistics.median(within[i]) if within[i] else base
            expected = share * hours(max(statistics.median(across[i]) - mine, 0))
        elif other:
            expected = share * hours(max(statistics.median(other) - base, 0))
        else:
            expected = 7
        assert workflow.handoff_time[i] == pytest.approx(expected, rel=1e-5, abs=1e-12)
    assert workflow.handoff_time[-1] == 0


def test_the_usual_order_wins_and_others_can_be_named(write) -> None:
    rows = []
    for case in range(3):
        rows += [(case, "A", "x", 0, 1), (case, "B", "x", 2, 3), (case, "C", "x", 4, 5)]
    for case in (3, 4):
        rows += [(case, "A", "x", 0, 1), (case, "C", "x", 2, 3)]
    path = write("log.csv", log_of(*rows, (5, "B", "x", 0, 1)))

    def order(**options: int | str) -> str:
        found = jd.import_log(path, settings=jd.LogSettings(**options))
        return "".join(found.problem.workflow.names)

    assert [order(variant=n) for n in (1, 2, 3)] == ["ABC", "AC", "B"]
    assert order(least_steps=3) == "ABC"
    assert order(variant="A > C") == order(variant=" A>C ") == "AC"
    with pytest.raises(jd.InputError, match="is no variant of the log; did you mean A > C"):
        order(variant="A > X")
    with pytest.raises(jd.InputError, match="is no variant of the log; did you mean A > B > C"):
        order(variant="A > C", least_steps=3)
    with pytest.raises(jd.InputError, match="at most 3, the number of variants"):
        order(variant=4)
    with pytest.raises(jd.InputError, match="at most 1, the number of variants of 3 steps"):
        order(variant=2, least_steps=3)


def test_what_to_know_of_the_variant_taken_is_said(write) -> None:
    rows = [(1, "B", "x", 0, 1), (1, "A", "x", 2, 3), (2, "A", "x", 0, 1), (2, "B", "x", 2, 3)]
    path = write("log.csv", log_of(*rows))
    found = jd.import_log(path)
    assert found.problem.workflow.names == ("A", "B")
    assert "the order of the steps: variant 1, of 1 of 2 cases, by start" in found.summary.assumed
    assert noticed(found, "2 variants are as frequent as the one taken: the shortest stands first")
    found = jd.import_log(path, settings=jd.LogSettings(variant="B > A"))
    assert not noticed(found, "2 variants are as frequent")
    found = jd.import_log(write("log.csv", log_of((1, "A", "x", 0, 1), (1, "A", "x", 2, 3))))
    assert noticed(found, "the variant taken repeats an activity at once")
    found = jd.import_log(write("log.csv", log_of((1, "A", "x", 0, 1))))
    assert noticed(found, "the variant taken has 1 step")


def test_the_variant_taken_is_shown_however_rare(write) -> None:
    rows = [(i, name, "x", 0, 1) for i, name in enumerate("AAAAAAABBBBBBCCCCCDDDDEEEFFG")]
    found = jd.import_log(write("log.csv", log_of(*rows)), settings=jd.LogSettings(variant=7))
    assert noticed(found, "variant 7, taken: 1 of 28 cases, 1 step: G")
    assert sum(line.startswith("variant ") for line in found.summary.noticed) == 6


def test_repeats_get_names_of_their_own(write) -> None:
    path = write("log.csv", log_of((1, "A", "x", 0, 6), (1, "B", "x", 6, 9), (1, "A", "x", 9, 21)))
    workflow = jd.import_log(path).problem.workflow
    assert workflow.names == ("A", "B", "A (2)")
    assert workflow.manual_time.tolist() == [0.15, 0.05, 0.15]


def test_merged_repeats_add_up(write) -> None:
    rows = [(1, "A", "x", 0, 6), (1, "A", "x", 60, 63), (1, "B", "x", 66, 69)]
    path = write("log.csv", log_of(*rows))
    found = jd.import_log(path, settings=jd.LogSettings(merge_repeats=True))
    assert found.problem.workflow.names == ("A", "B")
    assert found.problem.workflow.manual_time.tolist() == [0.15, 0.05]
    assert "3 events are 2 after merging repeats of an activity" in found.summary.noticed


def test_who_merged_work_is_unknown_where_it_was_not_one_person(write) -> None:
    rows = [(1, "A", "x", 0, 6), (1, "A", "y", 6, 9), (1, "B", "z", 69, 70)]
    assumed = jd.LogSettings(merge_repeats=True, default_handoff=0.5)
    found = jd.import_log(write("log.csv", log_of(*rows)), settings=assumed)
    assert found.problem.workflow.handoff_time.tolist() == [0.5, 0]


def test_forgotten_screens_are_left_out_or_capped(write) -> None:
    rows = [(case, "A", "x", 0, minutes) for case, minutes in enumerate([60, 120, 6000])]
    path = write("log.csv", log_of(*rows))
    dropped = jd.import_log(path, settings=jd.LogSettings(longest=4, statistic="mean"))
    capped = jd.import_log(
        path, settings=jd.LogSettings(longest=4, statistic="mean", over_long="cap")
    )
    kept = jd.import_log(path, settings=jd.LogSettings(longest=float("inf"), statistic="mean"))
    assert dropped.problem.workflow.manual_time[0] == 1.5
    assert dict(dropped.summary.dropped) == {"durations over 4 h (times only)": 1}
    assert capped.problem.workflow.manual_time[0] == pytest.approx(7 / 3, rel=1e-5)
    assert dict(capped.summary.dropped) == {"durations over 4 h (capped)": 1}
    assert kept.problem.workflow.manual_time[0] == pytest.approx(103 / 3, rel=1e-5)


def test_an_activity_of_forgotten_screens_alone_takes_the_longest(write) -> None:
    found = jd.import_log(write("log.csv", log_of((1, "A", "x", 0, 6000))))
    assert found.problem.workflow.manual_time[0] == 8
    assert "all 1 durations are longer: capped" in found.text


@pytest.mark.parametrize("over_long", ["drop", "cap"])
def test_gaps_after_forgotten_screens_say_nothing(write, over_long) -> None:
    rows = [(1, "A", "x", 0, 6000), (1, "B", "y", 9000, 9001)]
    found = jd.import_log(
        write("log.csv", log_of(*rows)), settings=jd.LogSettings(over_long=over_long)
    )
    assert found.problem.workflow.handoff_time[0] == 0.25
    assert noticed(found, "1 of 1 gaps follow a forgotten screen")


def test_free_work_and_free_handoffs_are_pointed_at(write) -> None:
    rows = [(1, "A", "x", 0, 0), (1, "B", "x", 9, 10), (1, "C", "y", 12, 13), (1, "D", "y", 6, 7)]
    found = jd.import_log(write("log.csv", log_of(*rows)))
    assert found.problem.workflow.names == ("A", "D", "B", "C")
    assert noticed(found, "all durations are 0, so the work is free, of: A (--times)")
    rows = [(1, "A", "x", 0, 1), (1, "B", "x", 9, 10), (1, "C", "y", 12, 13)]
    found = jd.import_log(write("log.csv", log_of(*rows)))
    assert noticed(found, "1 hand-off is 0: the gap across people is no longer than within one")


def test_times_from_a_table_instead_of_the_log(write, run) -> None:
    """A log of completions alone has no durations, so somebody must give them."""
    events = "".join(f"1,{a},{p},{at(m)}\n" for a, p, m in (("A", "x", 0), ("B", "y", 60)))
    path = write("log.csv", "case,activity,resource,end\n" + events)
    with pytest.raises(jd.InputError, match=r"no activity takes any time.*give times"):
        jd.import_log(path)
    times = write("times.csv", "activity,manual_time\nA,0.5\nB,2\nZ,1\n")
    table = jd.read_key_table(times, ["activity"], ["manual_time"])
    found = jd.import_log(path, times=table)
    assert found.problem.workflow.manual_time.tolist() == [0.5, 2]
    assert "# manual_time: from the table of times." in found.text
    assert noticed(found, "rows of the table of times that no step asks for: Z")
    code, out, err = run("import", "log", path, "--times", times)
    assert (code, err) == (0, "")
    assert out == found.text


def test_zeros_say_that_nobody_noted_the_start(write) -> None:
    rows = [(1, "A", "x", 0, 0), (2, "A", "x", 0, 0), (3, "A", "x", 0, 30), (1, "B", "x", 9, 9)]
    path = write("log.csv", log_of(*rows, (4, "A", "x", 0, 1), (4, "B", "x", 2, 2)))
    left_out = jd.import_log(path, settings=jd.LogSettings(least_steps=2))
    assert left_out.problem.workflow.manual_time.tolist() == [pytest.approx(15.5 / 60, rel=1e-5), 0]
    assert dict(left_out.summary.dropped)["durations of 0 (times only)"] == 2
    counted = jd.import_log(path, settings=jd.LogSettings(keep_zeros=True, least_steps=2))
    assert counted.problem.workflow.manual_time[0] == pytest.approx(0.5 / 60, rel=1e-5)


def test_a_variant_without_time_is_said_to_be_one(write) -> None:
    rows = [(1, "A", "x", 0, 0), (2, "A", "x", 0, 0), (3, "A", "x", 0, 0), (3, "B", "x", 1, 2)]
    found = jd.import_log(write("log.csv", log_of(*rows)))
    assert "no step of this variant takes any time: take another (--variant 2)" in (
        found.summary.noticed
    )


def test_a_log_where_nothing_takes_time_is_refused(write) -> None:
    with pytest.raises(jd.InputError, match="1 events end when they start; give times"):
        jd.import_log(write("log.csv", log_of((1, "A", "x", 0, 0))))


def test_parallel_work_is_ordered_by_start_and_says_nothing_on_handoffs(write) -> None:
    rows = [
        (1, "A", "x", 0, 60),
        (1, "B", "y", 30, 90),
        (2, "A", "x", 0, 60),
        (2, "B", "y", 180, 240),
    ]
    found = jd.import_log(write("log.csv", log_of(*rows)), settings=jd.LogSettings(handoff_share=1))
    assert found.problem.workflow.names == ("A", "B")
    assert found.problem.workflow.handoff_time[0] == 2
    assert any(
        line.startswith("1 of 2 neighbouring events overlap") for line in found.summary.noticed
    )


@pytest.mark.parametrize("nobody", ["", "NaN", "None", " null "])
def test_who_is_not_known_hands_over_to_nobody(write, nobody: str) -> None:
    rows = [
        (1, "A", nobody, 0, 1),
        (1, "B", "y", 600, 601),
        (2, "A", "x", 0, 1),
        (2, "B", "y", 61, 62),
    ]
    found = jd.import_log(write("log.csv", log_of(*rows)), settings=jd.LogSettings(handoff_share=1))
    assert found.problem.workflow.handoff_time[0] == 1
    assert noticed(found, "1 of 4 events do not say who")


def test_a_handoff_is_no_longer_than_a_working_day(write) -> None:
    rows = [(1, "A", "x", 0, 1), (1, "B", "y", 60_001, 60_002)]
    found = jd.import_log(write("log.csv", log_of(*rows)), settings=jd.LogSettings(handoff_share=1))
    assert found.problem.workflow.handoff_time[0] == 8
    assert found.notes[0].endswith("cut to 8 h.")


def test_marks_at_the_ends_of_cases_are_dropped_and_real_work_is_not(write) -> None:
    rows = [
        (1, "Start", "Start", 0, 0), (1, "A", "x", 0, 5), (1, "B", "x", 5, 20),
        (1, "End", "End", 5, 5), (2, "Start", "", 0, 0), (2, "A", "x", 1, 6),
        (2, "B", "x", 6, 20), (2, "End", "", 20, 20),
    ]  # fmt: skip
    found = jd.import_log(write("log.csv", log_of(*rows)))
    assert found.problem.workflow.names == ("A", "B")
    assert dict(found.summary.dropped)["artificial events at the ends of cases"] == 4
    rows = [(1, "A", "x", 0, 5), (1, "Start", "x", 6, 9), (1, "B", "x", 9, 20)]
    found = jd.import_log(write("log.csv", log_of(*rows)))
    assert found.problem.workflow.names == ("A", "Start", "B")


SETTINGS = [
    ({"variant": 0}, "variant = 0: must be a whole number ≥ 1"),
    ({"variant": True}, "variant = True"),
    ({"least_steps": 1.5}, "least_steps = 1.5"),
    ({"statistic": "mode"}, "statistic = 'mode': must be one of median, mean"),
    ({"over_long": "keep"}, "over_long = 'keep'"),
    ({"longest": 0}, "longest = 0: must be more than 0 hours"),
    ({"longest": float("nan")}, "longest = nan"),
    ({"longest": "8"}, "longest = '8'"),
    ({"handoff_share": 1.1}, "handoff_share = 1.1: must be in [0, 1]"),
    ({"handoff_share": -1}, "handoff_share = -1"),
    ({"default_handoff": float("inf")}, "default_handoff = inf"),
]


@pytest.mark.parametrize(("options", "message"), SETTINGS, ids=str)
def test_settings_that_make_no_sense(options: dict[str, object], message: str) -> None:
    with pytest.raises(jd.InputError) as caught:
        jd.LogSettings(**options)
    assert str(caught.value).startswith(message)
