"""Queue files: arrivals, routes, selective review, kinds of tasks and tiers, in TOML or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobdesign.arguments import PATH, takes
from jobdesign.checks import is_line
from jobdesign.errors import InputError
from jobdesign.files.entries import built, known_keys, numbers, required, table
from jobdesign.files.json_text import parse_json
from jobdesign.files.problem_files import parse_toml
from jobdesign.files.service_times import service_time_from_dict, service_time_to_dict
from jobdesign.files.text import check_file, comment_lines, read_text, write_text
from jobdesign.queueing.problem import QueueProblem
from jobdesign.queueing.service_times.checks import (
    in_reach,
    positive_number,
    probability,
    whole_number,
)

__all__ = ["queue_from_dict", "read_queue", "write_queue"]

_NUMBERS = ("arrival_rate", "capacity", "arrival_variation", "servers")
_KEYS = ("name", "time_unit", *_NUMBERS, "manual", "assisted", "review", "types", "tiers")
_REVIEW = (
    "waiting_cost", "skill", "loss", "rework_mean", "rework_second_moment",
    "irreducible", "price_unit",
)  # fmt: skip
_TIERS = (
    "escalated", "juniors", "seniors", "junior_capacity", "senior_capacity",
)  # fmt: skip


@takes(path=PATH)
def read_queue(path: str | Path) -> QueueProblem:
    """Read a queue file.

    Parameters
    ----------
    path
        A ``.toml`` or ``.json`` file.

    Raises
    ------
    InputError
        Where the file cannot be read or holds something wrong: file, place,
        value, rule and fix in one line.

    Examples
    --------
    >>> from jobdesign import read_queue
    >>> read_queue("models/queue/figure-4.toml").manual
    Moments(mean=1.0, second_moment=1.1)
    """
    path = Path(path)
    readers = {".toml": parse_toml, ".json": parse_json}
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise InputError(
            "must end in .toml or .json",
            source=str(path),
            fix="rename the file for the format it is in",
        )
    check_file(path)
    try:
        return queue_from_dict(readers[suffix](read_text(path)))
    except InputError as error:
        raise error.from_source(str(path)) from None


def queue_from_dict(tree: Mapping[str, Any]) -> QueueProblem:
    """Build a queue from the tree of its file.

    Raises
    ------
    InputError
        Naming the key, the value, the rule and the fix.

    Examples
    --------
    >>> queue_from_dict({"arrival_rate": 0.5}).arrival_rate
    0.5
    """
    tree = table("the file", tree)
    known_keys("the file", tree, _KEYS)
    required("the file", tree, ("arrival_rate",))
    _all_in_reach("", tree)
    given = {key: tree[key] for key in _NUMBERS if key in tree}
    for key in ("name", "time_unit"):
        given[key] = _line(key, tree.get(key, ""))
    for key in ("manual", "assisted"):
        if key in tree:
            given[key] = service_time_from_dict(key, tree[key])
    problem = QueueProblem(**given)
    shared: dict[str, Any] = {"arrival_rate": problem.arrival_rate}
    if "review" in tree:
        given["review"] = _review(tree["review"], shared | {"capacity": problem.capacity})
    if "tiers" in tree:
        variation = {"arrival_variation": problem.arrival_variation}
        given["tiers"] = _tiers(tree["tiers"], shared | variation, problem.capacity)
    if "types" in tree:
        given["types"] = _types(tree["types"], problem.arrival_rate)
    return QueueProblem(**given)


def _all_in_reach(place: str, entry: Any) -> None:
    """Look at every number in the tree: a queue is a matter of ordinary numbers."""
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            _all_in_reach(f"{place}: {key}" if place else str(key), value)
    elif isinstance(entry, list):
        for i, value in enumerate(entry, 1):
            _all_in_reach(f"{place} {i}", value)
    elif isinstance(entry, int | float) and abs(entry) <= sys.float_info.max:
        in_reach(place, entry)


def _line(place: str, text: Any) -> str:
    if not isinstance(text, str):
        raise InputError("must be text", place=place, value=text, fix="put it in quotes")
    if not is_line(text):
        raise InputError("must be one line of text", place=place, value=text)
    return text


def _review(entry: Any, shared: dict[str, Any]) -> Any:
    from jobdesign.queueing.review.model import ReviewModel

    entry = table("review", entry)
    known_keys("review", entry, ("signal", "risk", *_REVIEW))
    needed = ("signal", "risk", "waiting_cost", "skill", "loss", "rework_mean",
              "rework_second_moment")  # fmt: skip
    required("review", entry, needed)
    given = {key: entry[key] for key in _REVIEW if key in entry}
    given |= {"signal": _signal(entry["signal"]), "risk_map": _risk_map(entry["risk"])}
    return built("review", ReviewModel, given | shared, {"risk_map": "risk"})


def _signal(entry: Any) -> Any:
    from jobdesign.queueing.review.signals import PointSignal, as_signal

    place, keys = "review: signal", ("signals", "weights")
    if isinstance(entry, str):
        try:
            return built(place, as_signal, {"given": entry})
        except InputError as error:
            if error.place == place:
                error.fix = 'write "beta(2, 2)", or a table of signals and weights'
            raise
    entry = table(place, entry)
    known_keys(place, entry, keys)
    required(place, entry, keys)
    return built(
        place, PointSignal, {key: tuple(numbers(f"{place}: {key}", entry[key])) for key in keys}
    )


def _risk_map(entry: Any) -> Any:
    from jobdesign.queueing.review.risk_maps import LogisticRisk, TableRisk

    place, keys = "review: risk", ("signals", "risks")
    entry = table(place, entry)
    if not any(key in entry for key in keys):
        known_keys(place, entry, ("low", "rise", "slope", "centre"))
        return built(place, LogisticRisk, entry)
    known_keys(place, entry, keys)
    required(place, entry, keys)
    return built(place, TableRisk, {key: numbers(f"{place}: {key}", entry[key]) for key in keys})


def _tiers(entry: Any, shared: dict[str, Any], capacity: float) -> Any:
    from jobdesign.queueing.tiers import ReviewTiers

    entry = table("tiers", entry)
    known_keys("tiers", entry, ("junior", "senior", *_TIERS))
    required("tiers", entry, ("junior", "senior", "escalated"))
    # a tier without a capacity of its own has that of the file
    given = {"junior_capacity": capacity, "senior_capacity": capacity}
    given |= {key: entry[key] for key in _TIERS if key in entry}
    for key in ("juniors", "seniors"):
        if key in given:
            whole_number(f"tiers: {key}", given[key])
    for key in ("junior_capacity", "senior_capacity"):
        positive_number(f"tiers: {key}", given[key])
    times: dict[str, Any] = {
        key: service_time_from_dict(f"tiers: {key}", entry[key]) for key in ("junior", "senior")
    }
    return built("tiers", ReviewTiers, given | times | shared)


def _types(value: Any, arrival_rate: float) -> tuple[Any, ...]:
    from jobdesign.queueing.routing import TaskType

    kinds: list[TaskType] = []
    total = 0.0
    if not isinstance(value, list) or not value:
        raise InputError(
            "must be a list of tables, at least one",
            place="types",
            value=value,
            fix="write [[types]] above each",
        )
    for number, item in enumerate(value, 1):
        place = f"type {number}"
        entry = table(place, item)
        known_keys(place, entry, ("name", "share", "manual", "assisted"))
        required(place, entry, ("share", "manual", "assisted"))
        share = positive_number(f"{place}: share", probability(f"{place}: share", entry["share"]))
        total += share
        given: dict[str, Any] = {
            key: service_time_from_dict(f"{place}: {key}", entry[key])
            for key in ("manual", "assisted")
        }
        name = _line(f"{place}: name", entry.get("name", str(number)))
        if any(kind.name == name for kind in kinds):
            raise InputError(
                "stands twice", place=f"{place}: name", value=name, fix="rename one type"
            )
        given |= {"name": name, "arrival_rate": share * arrival_rate}
        kinds.append(built(place, TaskType, given))
    if abs(total - 1.0) > 1e-9:
        raise InputError("must sum to 1", place="types: share", value=total, fix="mend the shares")
    return tuple(kinds)


@takes(problem=QueueProblem, path=PATH, header=str)
def write_queue(problem: QueueProblem, path: str | Path, *, header: str = "") -> None:
    """Write arrivals and routes to a file that reads back as the same queue.

    Parameters
    ----------
    problem
        Without selective review, kinds of tasks and tiers.
    path
        Ends in ``.toml`` or ``.json``; replaced in one go where it exists.
    header
        For TOML: text for comment lines at the top.

    Raises
    ------
    InputError
        Where the path has another ending or cannot be written, or files have no
        word for a part.
    """
    for key in ("review", "types", "tiers"):
        if getattr(problem, key):
            raise InputError("is not written to files", place=key, fix="write it by hand")
    tree: dict[str, Any] = {}
    for key in ("name", "time_unit", *_NUMBERS):
        value = getattr(problem, key)
        if value != "":
            tree[key] = value
    for key in ("manual", "assisted"):
        time = getattr(problem, key)
        if time is not None:
            tree[key] = service_time_to_dict(time)
    path = Path(path)
    if path.suffix.lower() == ".toml":
        import tomlkit

        comment = comment_lines(header)
        write_text(path, comment + ("\n" if comment else "") + tomlkit.dumps(tree))
    elif path.suffix.lower() == ".json":
        write_text(path, json.dumps(tree, indent=2, ensure_ascii=False) + "\n")
    else:
        raise InputError("must end in .toml or .json", source=str(path))
