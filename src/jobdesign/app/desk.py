"""What one reader has had computed: answers by what was asked, each asked once."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from jobdesign.app.worker import Worker
from jobdesign.errors import InputError

__all__ = ["Answer", "Desk", "key_of"]

#: Answers that are kept.
_KEPT = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a question.

    Attributes
    ----------
    state
        ``"done"``, ``"running"``, ``"refused"``, ``"failed"`` or ``"cancelled"``.
    content
        The result, the latest progress, or a line of text.
    """

    state: Literal["done", "running", "refused", "failed", "cancelled"]
    content: Any = None


class Desk:
    """Computations of one reader, in lanes: each lane computes the latest thing asked.

    Examples
    --------
    >>> Desk().look("nothing was asked") is None
    True
    """

    def __init__(self) -> None:
        self._workers: dict[str, Worker] = {}
        self._asked: dict[str, str] = {}
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._progress: dict[str, Any] = {}
        self._is_closed = False

    def ask(
        self,
        lane: str,
        key: str,
        function: Callable[..., Any],
        *arguments: Any,
        limit: float,
        patience: float = 0.0,
    ) -> Answer:
        """Return the answer to a question, or that it is being computed.

        Parameters
        ----------
        lane
            Whose worker computes it; what it was computing for another key is dropped.
        key
            Names the question: the same key is computed once.
        function, arguments, limit
            As for `Worker.start`.
        patience
            Seconds to wait for an answer that comes soon.
        """
        known = self.look(key)
        if known is None and self._is_closed:
            return Answer("cancelled")
        if known is None:
            worker = self._workers.setdefault(lane, Worker())
            try:
                worker.start(function, *arguments, limit=limit)
            except InputError as error:
                return Answer("refused", str(error))
            self._asked[lane] = key
            self._progress.pop(lane, None)
            known = Answer("running")
        return self._wait(lane, key, patience) if known.state == "running" else known

    def look(self, key: str) -> Answer | None:
        """Return what is known of a question now; None where it was not asked, or dropped."""
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key]
        for lane, asked in self._asked.items():
            if asked == key:
                return self._wait(lane, key, 0.0)
        return None

    def seconds(self, key: str) -> float:
        """Return for how long a question has been computed."""
        for lane, asked in self._asked.items():
            if asked == key:
                return self._workers[lane].seconds
        return 0.0

    def cancel(self, key: str) -> None:
        """End the computation of a question."""
        for lane in [lane for lane, asked in self._asked.items() if asked == key]:
            self._workers[lane].stop()
            self._keep(lane, key, Answer("cancelled"))

    def forget(self, key: str) -> None:
        """Forget an answer, so that the question can be asked again."""
        self._answers.pop(key, None)

    def warm(self, lane: str) -> None:
        """Start the worker of a lane before it is needed."""
        self._workers.setdefault(lane, Worker()).warm()

    def close(self) -> None:
        """End everything; nothing more is computed."""
        self._is_closed = True
        for worker in self._workers.values():
            worker.stop()
        self._asked.clear()

    def _wait(self, lane: str, key: str, patience: float) -> Answer:
        worker = self._workers[lane]
        while message := worker.look(patience):
            if message.kind != "progress":
                return self._keep(lane, key, Answer(message.kind, message.content))
            self._progress[lane] = message.content
        return Answer("running", self._progress.get(lane))

    def _keep(self, lane: str, key: str, answer: Answer) -> Answer:
        self._asked.pop(lane, None)
        self._answers[key] = answer
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        return answer


def key_of(what: str, *parts: Any) -> str:
    """Return a key that is equal for equal questions.

    Examples
    --------
    >>> key_of("solve", {"a": 1}) == key_of("solve", {"a": 1}) != key_of("solve", {"a": 2})
    True
    """
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return f"{what}:{hashlib.sha256(text.encode()).hexdigest()}"
