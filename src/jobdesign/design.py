"""What is chosen: the mode of every step, the tasks that follow, and the jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from jobdesign.checks import is_whole
from jobdesign.errors import InputError

__all__ = ["Design", "Job", "Mode", "Task"]


class Mode(IntEnum):
    """How a step is done."""

    MANUAL = 0
    AUGMENTED = 1
    AUTOMATED = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Task:
    """A step done by hand, or an AI chain.

    Parameters
    ----------
    first, last
        Positions (from 0) of its first and last step.
    kind
        ``"manual"``, or ``"ai_chain"``: the last step augmented, all before it
        automated. One augmented step alone is a chain of length 1.
    """

    first: int
    last: int
    kind: Literal["manual", "ai_chain"]


@dataclass(frozen=True, slots=True)
class Job:
    """A run of consecutive tasks done by one worker.

    Parameters
    ----------
    first, last
        Positions (from 0) of its first and last step.
    tasks
        Positions of its tasks among the tasks of the design.
    """

    first: int
    last: int
    tasks: range


class Design:
    """The mode of every step and the steps after which a job ends.

    Parameters
    ----------
    modes
        One mode a step, shape (m,): `Mode`, or its name.
    job_ends
        Positions (from 0) of the last step of each job, increasing; the last
        step of the workflow is always among them and may be left out.

    Raises
    ------
    InputError
        Where an automated step is not followed by an augmented or automated
        one, or a job ends inside an AI chain.

    Examples
    --------
    >>> from jobdesign import Design
    >>> design = Design(["manual", "automated", "augmented"], job_ends=[0])
    >>> design
    Design([1][2-3])
    >>> design.tasks[1]
    Task(first=1, last=2, kind='ai_chain')
    """

    modes: npt.NDArray[np.int8]
    job_ends: npt.NDArray[np.int64]

    def __init__(
        self,
        modes: Sequence[Mode | str] | npt.NDArray[np.int8],
        job_ends: Iterable[int] = (),
    ) -> None:
        codes = _codes(modes)
        m = len(codes)
        ends = _positions(job_ends)
        if len(ends) == 0 or ends[-1] != m - 1:
            ends = np.append(ends, m - 1)
        if len(ends) > 1 and (ends[0] < 0 or np.any(np.diff(ends) <= 0)):
            raise InputError(
                f"must increase and lie in 0..{m - 1}", place="job_ends", value=ends.tolist()
            )
        automated = codes == Mode.AUTOMATED
        hanging = automated & np.append(codes[1:] == Mode.MANUAL, True)
        if hanging.any():
            raise InputError(
                "an automated step must be followed by an automated or augmented one",
                place=f"mode of step {int(np.argmax(hanging)) + 1}",
                value="automated",
            )
        if automated[ends].any():
            i = int(ends[np.argmax(automated[ends])])
            raise InputError(
                "a job cannot end inside an AI chain", place="job_ends", value=f"step {i + 1}"
            )
        codes.flags.writeable = False
        ends.flags.writeable = False
        self.__dict__.update(modes=codes, job_ends=ends)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Design is read-only; build a new one to change {name}")

    def __setstate__(self, state: dict[str, Any]) -> None:
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        self.__dict__.update(state)

    @classmethod
    def from_tasks(cls, tasks: Iterable[Task], job_ends: Iterable[int] = ()) -> Design:
        """Build a design from consecutive tasks that start at step 0.

        Raises
        ------
        InputError
            Where the tasks leave a gap or overlap.
        """
        modes: list[Mode] = []
        for task in _listed("tasks", tasks):
            if not isinstance(task, Task):
                raise InputError("must be a Task", place="task", value=task)
            if task.first != len(modes) or task.last < task.first:
                raise InputError(
                    f"must start at step {len(modes)} and hold a step", place="task", value=task
                )
            if task.kind not in ("manual", "ai_chain"):
                raise InputError('must be "manual" or "ai_chain"', place="kind", value=task.kind)
            modes += [Mode.AUTOMATED] * (task.last - task.first)
            modes.append(Mode.MANUAL if task.kind == "manual" else Mode.AUGMENTED)
            if task.kind == "manual" and task.last > task.first:
                raise InputError("a manual task is one step", place="task", value=task)
        return cls(modes, job_ends)

    def __len__(self) -> int:
        return len(self.modes)

    @cached_property
    def task_ends(self) -> npt.NDArray[np.int64]:
        """Position of the last step of each task, shape (n,)."""
        return np.flatnonzero(self.modes != Mode.AUTOMATED)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks, in order."""
        tasks = []
        first = 0
        for last in self.task_ends.tolist():
            manual = self.modes[last] == Mode.MANUAL
            tasks.append(Task(first, last, "manual" if manual else "ai_chain"))
            first = last + 1
        return tuple(tasks)

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs, in order."""
        ends = np.searchsorted(self.task_ends, self.job_ends) + 1
        jobs = []
        first = first_task = 0
        for last, end_task in zip(self.job_ends.tolist(), ends.tolist(), strict=True):
            jobs.append(Job(first, last, range(first_task, end_task)))
            first, first_task = last + 1, end_task
        return tuple(jobs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Design):
            return NotImplemented
        return np.array_equal(self.modes, other.modes) and np.array_equal(
            self.job_ends, other.job_ends
        )

    def __hash__(self) -> int:
        return hash((self.modes.tobytes(), self.job_ends.tobytes()))

    def __str__(self) -> str:
        """Jobs in square brackets, tasks separated by commas, chains as first-last."""
        tasks = [
            f"{task.first + 1}" if task.first == task.last else f"{task.first + 1}-{task.last + 1}"
            for task in self.tasks
        ]
        return "".join(f"[{', '.join(tasks[b] for b in job.tasks)}]" for job in self.jobs)

    def __repr__(self) -> str:
        if len(self) <= 30:
            return f"Design({self})"
        tasks, jobs = len(self.task_ends), len(self.job_ends)
        ending = "job" if jobs == 1 else "jobs"
        return f"Design({len(self)} steps, {tasks} tasks, {jobs} {ending})"


def _listed(place: str, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise InputError("must be a list", place=place, value=values)
    return list(values)


def _positions(job_ends: Any) -> npt.NDArray[np.int64]:
    if not isinstance(job_ends, np.ndarray):
        job_ends = _listed("job_ends", job_ends)
        whole = all(is_whole(end, -(2**62)) for end in job_ends)
        job_ends = np.array(job_ends if whole else [np.nan])
    if job_ends.size and (job_ends.ndim != 1 or job_ends.dtype.kind not in "iu"):
        raise InputError("must be positions of steps, whole numbers from 0", place="job_ends")
    positions: npt.NDArray[np.int64] = job_ends.astype(np.int64)
    return positions


def _codes(modes: Any) -> npt.NDArray[np.int8]:
    if isinstance(modes, np.ndarray) and modes.dtype.kind in "iu":
        codes = modes.astype(np.int8)
        wrong = (modes < Mode.MANUAL) | (modes > Mode.AUTOMATED)
        if modes.ndim != 1 or wrong.any():
            raise InputError("must be a list of codes 0, 1 or 2", place="modes")
    else:
        listed: list[int] = []
        for i, mode in enumerate(_listed("modes", modes)):
            try:
                listed.append(Mode[mode.upper()] if isinstance(mode, str) else Mode(mode))
            except (KeyError, ValueError, TypeError):
                raise InputError(
                    "must be one of manual, augmented, automated",
                    place=f"mode of step {i + 1}",
                    value=mode,
                ) from None
        codes = np.array(listed, dtype=np.int8)
    if len(codes) == 0:
        raise InputError("must hold at least one step", place="modes", value=[])
    return codes
