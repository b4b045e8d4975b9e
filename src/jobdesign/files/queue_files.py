"""Queue files: arrivals, routes, selective review, kinds of tasks and tiers, in TOML or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobdesign.errors import InputError
from jobdesign.files.entries import known_keys, listed, required, table
from jobdesign.files.json_text import parse_json
from jobdesign.files.problem_files import parse_toml
from jobdesign.files.service_times import service_time_from_dict, service_time_to_dict
from jobdesign.files.text import check_file, read_text, write_text
from jobdesign.queueing.problem import QueueProblem
from jobdesign.queueing.service_times.checks import probability

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
    given = {key: tree[key] for key in _NUMBERS if key in tree}
    for key in ("name", "time_unit"):
        text = tree.get(key, "")
        if not isinstance(text, str):
            raise InputError("must be text", place=key, value=text, fix="put it in quotes")
        given[key] = text
    for key in ("manual", "assisted"):
        if key in tree:
            given[key] = service_time_from_dict(key, tree[key])
    problem = QueueProblem(**given)
    shared: dict[str, Any] = {"arrival_rate": problem.arrival_rate}
    if "review" in tree:
        given["review"] = _review(tree["review"], shared | {"capacity": problem.capacity})
    if "tiers" in tree:
        variation = {"arrival_variation": problem.arrival_variation}
        given["tiers"] = _tiers(tree["tiers"], shared | variation)
    if "types" in tree:
        given["types"] = _types(tree["types"], problem.arrival_rate)
    return QueueProblem(**given)


def _review(entry: Any, shared: dict[str, Any]) -> Any:
    from jobdesign.queueing.review.model import ReviewModel
    from jobdesign.queueing.review.risk_maps import LogisticRisk, TableRisk
    from jobdesign.queueing.review.signals import PointSignal

    entry = table("review", entry)
    known_keys("review", entry, ("signal", "risk", *_REVIEW))
    needed = ("signal", "risk", "waiting_cost", "skill", "loss", "rework_mean",
              "rework_second_moment")  # fmt: skip
    required("review", entry, needed)
    signal = entry["signal"]
    if not isinstance(signal, str):
        signal = table("review: signal", signal)
        known_keys("review: signal", signal, ("signals", "weights"))
        required("review: signal", signal, ("signals", "weights"))
        signal = PointSignal(**{key: tuple(value) for key, value in signal.items()})
    risk = table("review: risk", entry["risk"])
    if "signals" in risk:
        known_keys("review: risk", risk, ("signals", "risks"))
        required("review: risk", risk, ("risks",))
        risk_map: Any = TableRisk(**risk)
    else:
        known_keys("review: risk", risk, ("low", "rise", "slope", "centre"))
        risk_map = LogisticRisk(**risk)
    numbers = {key: entry[key] for key in _REVIEW if key in entry}
    return ReviewModel(signal=signal, risk_map=risk_map, **numbers, **shared)


def _tiers(entry: Any, shared: dict[str, Any]) -> Any:
    from jobdesign.queueing.tiers import ReviewTiers

    entry = table("tiers", entry)
    known_keys("tiers", entry, ("junior", "senior", *_TIERS))
    required("tiers", entry, ("junior", "senior", "escalated"))
    times: dict[str, Any] = {
        key: service_time_from_dict(f"tiers: {key}", entry[key]) for key in ("junior", "senior")
    }
    return ReviewTiers(**times, **{key: entry[key] for key in _TIERS if key in entry}, **shared)


def _types(value: Any, arrival_rate: float) -> tuple[Any, ...]:
    from jobdesign.queueing.routing import TaskType

    kinds = []
    total = 0.0
    for number, item in enumerate(listed("types", value), 1):
        place = f"type {number}"
        entry = table(place, item)
        known_keys(place, entry, ("name", "share", "manual", "assisted"))
        required(place, entry, ("share", "manual", "assisted"))
        share = probability(f"{place}: share", entry["share"])
        total += share
        routes = {
            key: service_time_from_dict(f"{place}: {key}", entry[key])
            for key in ("manual", "assisted")
        }
        name = entry.get("name", str(number))
        kinds.append(TaskType(name=name, arrival_rate=share * arrival_rate, **routes))
    if abs(total - 1.0) > 1e-9:
        raise InputError("must sum to 1", place="types: share", value=total, fix="mend the shares")
    return tuple(kinds)


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

        comment = "".join(f"# {line}".rstrip() + "\n" for line in header.splitlines())
        write_text(path, comment + ("\n" if comment else "") + tomlkit.dumps(tree))
    elif path.suffix.lower() == ".json":
        write_text(path, json.dumps(tree, indent=2, ensure_ascii=False) + "\n")
    else:
        raise InputError("must end in .toml or .json", source=str(path))
