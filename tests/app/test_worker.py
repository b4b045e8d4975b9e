"""Processes beside the page: they answer, are ended, and are gone when nobody asks."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from app import worker_requests as ask
from jobdesign.app import worker as worker_module
from jobdesign.app.desk import Answer, Desk, key_of
from jobdesign.app.worker import Message, Worker
from jobdesign.errors import InputError

#: Seconds that anything may take, on a loaded machine.
PATIENCE = 60.0


def answer(worker: Worker) -> Message:
    while True:
        message = worker.look(PATIENCE)
        assert message is not None, "nothing came"
        if message.kind != "progress":
            return message


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.stop()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


def is_alive(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_it_computes_one_thing_after_another_in_one_process(shared: Worker) -> None:
    shared.start(ask.double, 2.0, limit=PATIENCE)
    assert answer(shared) == Message("done", 4.0)
    shared.start(ask.process_id, limit=PATIENCE)
    first = answer(shared).content
    shared.start(ask.process_id, limit=PATIENCE)
    assert answer(shared).content == first != os.getpid()
    assert not shared.is_busy


def test_it_tells_progress_before_the_result(shared: Worker) -> None:
    shared.start(ask.sleep, 0.0, limit=PATIENCE)
    assert shared.look(PATIENCE) == Message("progress", "asleep")
    assert shared.look(PATIENCE) == Message("done", "awake")
    assert shared.look() is None


def test_wrong_input_and_failures_are_told_apart(shared: Worker) -> None:
    shared.start(ask.refuse, limit=PATIENCE)
    assert answer(shared) == Message("refused", "it = 1: must be something else")
    shared.start(ask.fail, limit=PATIENCE)
    assert answer(shared) == Message("failed", "ZeroDivisionError: by nothing")
    shared.start(ask.unsendable, limit=PATIENCE)
    assert answer(shared).kind == "failed"
    shared.start(ask.double, 1.0, limit=PATIENCE)
    assert answer(shared) == Message("done", 2.0)


def test_a_process_that_ends_is_replaced(shared: Worker) -> None:
    shared.start(ask.crash, limit=PATIENCE)
    assert answer(shared) == Message("failed", "the process ended early")
    shared.start(ask.double, 3.0, limit=PATIENCE)
    assert answer(shared) == Message("done", 6.0)


def test_what_keeps_no_limit_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "_GRACE", 0.1)
    worker = Worker()
    worker.start(ask.double, 1.0, limit=PATIENCE)  # so that the process is there
    answer(worker)
    worker.start(ask.sleep, 600.0, limit=0.1)
    assert answer(worker) == Message("failed", "the time was up")
    assert not worker.is_busy


def test_something_new_ends_what_was_being_computed() -> None:
    worker = Worker()
    worker.start(ask.process_id, limit=PATIENCE)
    process = answer(worker).content
    worker.start(ask.sleep, 600.0, limit=600.0)
    worker.start(ask.double, 5.0, limit=PATIENCE)
    assert answer(worker) == Message("done", 10.0)
    assert not is_alive(process)
    worker.stop()


def test_a_worker_that_nobody_holds_takes_its_process_along() -> None:
    worker = Worker()
    worker.start(ask.process_id, limit=PATIENCE)
    process = answer(worker).content
    worker.start(ask.sleep, 600.0, limit=600.0)
    assert is_alive(process)
    worker._timer.cancel()  # type: ignore[union-attr]  # it would wait for its ten minutes
    del worker
    gc.collect()
    end = time.monotonic() + PATIENCE
    while is_alive(process) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(process)


def test_a_server_has_so_many_processes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "MOST_PROCESSES", 1)
    busy = Worker()
    busy.start(ask.sleep, 600.0, limit=600.0)
    with pytest.raises(InputError, match="busy"):
        Worker().start(ask.double, 1.0, limit=1.0)
    assert Desk().ask("lane", "key", ask.double, 1.0, limit=1.0).state == "refused"
    busy.stop()


def process_of(worker: Worker) -> int:
    worker.start(ask.process_id, limit=PATIENCE)
    return int(answer(worker).content)


def test_the_process_that_is_idle_longest_makes_room(
    monkeypatch: pytest.MonkeyPatch, shared: Worker
) -> None:
    shared.stop()
    monkeypatch.setattr(worker_module, "MOST_PROCESSES", 2)
    first, second, third = Worker(), Worker(), Worker()
    processes = [process_of(first), process_of(second)]
    assert process_of(first) == processes[0]  # so the second is idle longer
    third.start(ask.sleep, 600.0, limit=600.0)
    assert [is_alive(process) for process in processes] == [True, False]
    assert third.look(PATIENCE) == Message("progress", "asleep")
    assert process_of(second) != processes[1]  # and what lost its process gets another
    assert third.is_busy
    assert not is_alive(processes[0])
    second.start(ask.sleep, 600.0, limit=600.0)
    with pytest.raises(InputError, match="busy"):
        first.start(ask.double, 1.0, limit=1.0)
    assert not first.is_busy
    first.warm()  # nothing to warm, and nothing to complain of
    third.stop()
    first.start(ask.double, 1.0, limit=PATIENCE)
    assert answer(first) == Message("done", 2.0)
    for worker in (first, second):
        worker.stop()


def test_many_readers_at_once_are_all_answered(
    monkeypatch: pytest.MonkeyPatch, shared: Worker
) -> None:
    shared.stop()
    monkeypatch.setattr(worker_module, "MOST_PROCESSES", 2)
    readers = 4
    barrier, answers = threading.Barrier(readers), []

    def read(number: int) -> None:
        worker = Worker()
        barrier.wait()
        for request in range(3):
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end:
                try:
                    worker.start(ask.double, float(number), limit=PATIENCE)
                except InputError:  # both processes compute for others just now
                    time.sleep(0.02)
                else:
                    answers.append((number, request, answer(worker).content))
                    break
        worker.stop()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [
        (n, request, 2.0 * n) for n in range(readers) for request in range(3)
    ]


def test_a_closed_desk_computes_nothing_more() -> None:
    desk = Desk()
    assert desk.ask("a", "id", ask.double, 1.0, limit=PATIENCE, patience=PATIENCE).state == "done"
    desk.close()
    assert desk.ask("a", "new", ask.double, 1.0, limit=PATIENCE) == Answer("cancelled")
    assert desk.ask("a", "id", ask.double, 1.0, limit=PATIENCE) == Answer("done", 2.0)


def test_a_question_is_asked_once(desk: Desk) -> None:
    first = desk.ask("a", "id", ask.process_id, limit=PATIENCE, patience=PATIENCE)
    assert first.state == "done"
    assert desk.ask("b", "id", ask.process_id, limit=PATIENCE) is first
    desk.forget("id")
    assert desk.look("id") is None


def test_a_lane_computes_the_latest_question(desk: Desk) -> None:
    assert desk.ask("a", "long", ask.sleep, 600.0, limit=600.0).state == "running"
    newer = desk.ask("a", "new", ask.double, 4.0, limit=PATIENCE, patience=PATIENCE)
    assert newer == Answer("done", 8.0)
    assert desk.look("long") is None


def test_a_cancelled_question_stays_cancelled_until_asked_again(desk: Desk) -> None:
    desk.ask("a", "long", ask.sleep, 600.0, limit=600.0, patience=1.0)
    desk.cancel("long")
    assert desk.ask("a", "long", ask.sleep, 600.0, limit=600.0) == Answer("cancelled")
    desk.forget("long")
    again = desk.ask("a", "long", ask.sleep, 0.0, limit=PATIENCE, patience=PATIENCE)
    assert again == Answer("done", "awake")


def test_progress_is_kept_while_it_runs(desk: Desk) -> None:
    desk.ask("a", "long", ask.sleep, 600.0, limit=600.0)
    end = time.monotonic() + PATIENCE
    while desk.look("long") != Answer("running", "asleep") and time.monotonic() < end:
        time.sleep(0.05)
    assert desk.look("long") == Answer("running", "asleep")
    assert desk.seconds("long") > 0.0


def test_what_a_process_does_between_two_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    ignored = []
    monkeypatch.setattr("signal.signal", lambda number, action: ignored.append(number))
    here, there = multiprocessing.Pipe()
    for request in ((ask.double, (2.0,)), (ask.sleep, (0.0,)), (ask.refuse, ()), (ask.fail, ())):
        here.send(request)
    monkeypatch.setattr(worker_module, "_IDLE", 0.0)  # it ends when nothing is left
    worker_module._serve(there)
    kinds = [here.recv().kind for _ in range(5)]
    assert kinds == ["done", "progress", "done", "refused", "failed"]
    assert ignored == [signal.SIGINT]


def test_keys_are_of_content() -> None:
    assert key_of("a", {"x": 1, "y": 2}) == key_of("a", {"y": 2, "x": 1})
    assert len({key_of("a", 1), key_of("b", 1), key_of("a", 2), key_of("a", "1")}) == 4
