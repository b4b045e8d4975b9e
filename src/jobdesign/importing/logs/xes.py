"""Event logs in XES, read as a stream; see `safe_xml` for what is refused."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from xml.parsers import expat

from jobdesign.errors import InputError
from jobdesign.files.opening import chunks
from jobdesign.importing.logs.events import LogColumns, RawEvents
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
        self.given: set[str] = set()
        self.depth = 0
        self.traces = 0
        self.events = 0
        self.trace: dict[str, str] | None = None
        self.event: dict[str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        tag = tag.rpartition(":")[2]
        if self.depth == 1:
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
        elif self.depth == 4 and self.event is not None and attributes.get("key") in self.wanted:
            self.event[attributes["key"]] = attributes.get("value", "")

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
            case = self.trace.get("case", "").strip() or f"trace {self.traces}"
            self.raw.case += [case] * (len(self.raw.number) - len(self.raw.case))
            self.trace = None

    def finish(self) -> RawEvents:
        if not self.events:
            raise InputError("has no events in traces")
        self.raw.given = frozenset(self.given | {"case"})
        return self.raw
