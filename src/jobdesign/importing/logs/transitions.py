"""Words that say what a row does to an activity: start it, complete it, and the like."""

from __future__ import annotations

from collections import Counter

from jobdesign.empty_cells import is_absent
from jobdesign.importing.logs.events import RawEvents
from jobdesign.importing.names import listed
from jobdesign.importing.summary import Tally

__all__ = ["transitions_of"]

#: Transitions of the XES standard, and other words for those that matter here.
_WORDS = {
    "start": "start", "started": "start", "begin": "start", "began": "start", "begun": "start",
    "complete": "complete", "completed": "complete", "end": "complete", "ended": "complete",
    "finish": "complete", "finished": "complete", "done": "complete",
    "suspend": "suspend", "suspended": "suspend", "pause": "suspend", "paused": "suspend",
    "resume": "resume", "resumed": "resume",
    "ate_abort": "abort", "pi_abort": "abort", "withdraw": "abort", "autoskip": "abort",
    "manualskip": "abort", "abort": "abort", "aborted": "abort", "withdrawn": "abort",
    "cancelled": "abort", "canceled": "abort", "skipped": "abort",
}  # fmt: skip
_OWN = ("start", "complete", "suspend", "resume")
#: Others of the standard, which say nothing of work.
_IDLE = frozenset({"schedule", "assign", "reassign", "unknown"})


def transitions_of(raw: RawEvents, tally: Tally) -> list[str]:
    """Return what each row does: start, complete, suspend, resume, abort or other.

    An empty cell completes. Words that nobody knows are other, and said.

    Parameters
    ----------
    raw
        The rows.
    tally
        Takes what was taken for what.
    """
    written = Counter(raw.lifecycle)
    meant = {text: _meant(text) for text in written}
    taken = [
        f"{text} is {what}"
        for text, what in meant.items()
        if what in _OWN and text and text.lower() != what and not is_absent(text)
    ]
    if taken:
        tally.assumed.append(f"words of the lifecycle: {listed(taken, 8)}")
    strange = [t for t, what in meant.items() if what == "other" and t.lower() not in _IDLE]
    if strange:
        words = f"{listed(strange, 8)}; known are start, complete, suspend, resume and their like"
        tally.noticed.append(f"words of the lifecycle that nobody knows, left out: {words}")
        tally.reasons.append(f"the lifecycle says {words}")
    return [meant[text] for text in raw.lifecycle]


def _meant(text: str) -> str:
    if is_absent(text):
        return "complete"
    return _WORDS.get(text.lower().replace("-", "_").replace(" ", "_"), "other")
