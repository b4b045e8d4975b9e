"""Event logs in XES, read as a stream; see `safe_xml` for what is refused."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import fields
from pathlib import Path
from xml.parsers import expat

from jobdesign.empty_cells import is_absent
from jobdesign.errors import InputError
from jobdesign.files.opening import chunks
from jobdesign.importing.logs.events import LogColumns, RawEvents
from jobdesign.importing.names import clean_name, listed
from jobdesign.importing.safe_xml import feed_safely

__all__ = ["read_xes_log"]

_KEYS = LogColumns(
    case="concept:name",
    activity="concept:name",
    resource="org:resource",
    role="org:role",
    start="start_timestamp",
    end="time:timestamp",
    lifecycle="lifecycle:transition",
    instance="concept:instance",
)


def read_xes_log(path: Path, columns: LogColumns) -> RawEvents:
    """Read an event log from XES, plain or gzipped.

    Parameters
    ----------
    path
        The file.
    columns
        Keys of the attributes; those not named are the standard's.

    Raises
    ------
    InputError
        Where it is not such a file, or declares a document type.
    """
    reader = _Reader(columns)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        feed_safely(parser, chunks(path))
    except InputError as error:
        raise error.from_source(str(path)) from None
    return reader.finish()


#: Keys that a message lists, and some.
_MOST_KEYS = 50


class _Reader:
    """Keeps the events of traces; attributes of attributes, and the rest, pass by."""

    def __init__(self, columns: LogColumns) -> None:
        keys = {
            field.name: getattr(columns, field.name) or getattr(_KEYS, field.name)
            for field in fields(LogColumns)
        }
        self.case_key = keys.pop("case")
        self.keys = keys
        self.wanted = frozenset(keys.values())
        self.raw = RawEvents(unit="event")
        self.named = frozenset(
            field.name for field in fields(LogColumns) if getattr(columns, field.name) is not None
        )
        self.given: set[str] = set()
        #: Keys of events, of those one may look for.
        self.seen: dict[str, None] = {}
        self.names: Counter[str] = Counter()
        self.depth = 0
        self.traces = 0
        self.events = 0
        self.trace: dict[str, str] | None = None
        self.event: dict[str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        tag = tag.rpartition(":")[2]
        if self.depth == 1:
            if tag == "WorkflowLog":
                raise InputError("is MXML, not XES", fix="convert it to XES or CSV")
            if tag != "log":
                raise InputError("is not XES: the outermost element must be log", value=tag)
        elif self.depth == 2:
            if tag == "trace":
                self.trace = {}
                self.traces += 1
        elif self.depth == 3 and self.trace is not None:
            if tag == "event":
                self.event = {}
                self.events += 1
            elif attributes.get("key") == self.case_key:
                self.trace["case"] = attributes.get("value", "")
        elif self.depth == 4 and self.event is not None:
            self.attribute(self.event, attributes.get("key", ""), attributes.get("value", ""))

    def attribute(self, event: dict[str, str], key: str, value: str) -> None:
        if len(self.seen) < _MOST_KEYS:
            self.seen[key] = None
        if key not in self.wanted:
            return
        if event.setdefault(key, value) != value:
            raise InputError(
                "has two values", place=f"event {self.events}: {key}", value=value, fix="keep one"
            )

    def end(self, _: str) -> None:
        self.depth -= 1
        if self.depth == 2 and self.event is not None:
            for name, key in self.keys.items():
                value = self.event.get(key)
                if value is not None:
                    self.given.add(name)
                getattr(self.raw, name).append(sys.intern((value or "").strip()))
            self.raw.number.append(self.events)
            self.event = None
        elif self.depth == 1 and self.trace is not None:
            # the name may stand after the events
            name = self.trace.get("case", "").strip()
            name = "" if is_absent(name) else name
            self.names[name] += 1
            again = self.names[name]
            case = f"{name or 'trace'} \0{again}" if again > 1 or not name else name
            self.raw.case += [case] * (len(self.raw.number) - len(self.raw.case))
            self.trace = None

    def finish(self) -> RawEvents:
        if not self.events:
            raise InputError("has no events in traces")
        self.raw.given = frozenset(self.given | {"case"})
        self.raw.named = self.named
        self.raw.header = tuple(clean_name(key) for key in self.seen)
        for needed in ("activity", "end"):
            if needed not in self.given:
                raise InputError(
                    f"no event has {self.keys[needed]}, its {needed}",
                    fix=f"name another key (--{needed}): {listed(self.raw.header, 20)}",
                )
        doubles = [name for name, count in self.names.items() if count > 1 and name]
        if doubles:
            bearing = sum(self.names[name] for name in doubles)
            self.raw.remarks.append(
                f"{bearing} traces bear {len(doubles)} names ({listed(doubles, 3)}): each is a "
                "case of its own"
            )
        return self.raw
