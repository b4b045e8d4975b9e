"""Service times in files: a table with the name of a distribution and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jobdesign.errors import InputError, did_you_mean
from jobdesign.files.entries import built, known_keys, listed, numbers, required, table
from jobdesign.queueing.service_times.assisted import AssistedTime
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.deterministic import Deterministic
from jobdesign.queueing.service_times.empirical import Empirical
from jobdesign.queueing.service_times.exponential import Exponential
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
from jobdesign.queueing.service_times.lognormal import Lognormal
from jobdesign.queueing.service_times.mixture import Mixture
from jobdesign.queueing.service_times.moments import Moments
from jobdesign.queueing.service_times.residual_error import ResidualError

__all__ = ["service_time_from_dict", "service_time_to_dict"]

_Build = Callable[..., ServiceTime]
_MEAN = ("mean", "squared_variation")
#: For each distribution, the sets of keys that may describe it, and what builds it from them.
_FORMS: dict[str, list[tuple[tuple[str, ...], _Build]]] = {
    "deterministic": [(("value",), Deterministic)],
    "exponential": [(("mean",), Exponential)],
    "gamma": [(_MEAN, Gamma.from_mean), (("shape", "scale"), Gamma)],
    "lognormal": [(_MEAN, Lognormal.from_mean), (("log_mean", "log_deviation"), Lognormal)],
    "hyperexponential": [
        (_MEAN, Hyperexponential.from_mean),
        (("weights", "means"), Hyperexponential),
    ],
    "empirical": [(("values",), Empirical)],
    "moments": [(_MEAN, Moments.from_mean), (("mean", "second_moment"), Moments)],
}
_MOST_VARIATION = 1e6
#: Keys whose values are lists of numbers.
_LISTS = ("weights", "means", "values")
_ASSISTED = ("review_time", "error_probability", "error", "rework")


def service_time_from_dict(place: str, entry: Any) -> ServiceTime:
    """Build a service time from its table.

    Parameters
    ----------
    place
        Where it stands in the file, for messages.
    entry
        ``distribution`` (deterministic, exponential, gamma, lognormal,
        hyperexponential, empirical, moments or mixture) with its parameters, or
        the AI's route: ``review_time``, ``rework`` and ``error_probability`` or
        ``error``, the curve of residual errors.

    Raises
    ------
    InputError
        Naming the key, the value, the rule and the fix.

    Examples
    --------
    >>> service_time_from_dict("manual", {"distribution": "exponential", "mean": 2})
    Exponential(mean=2.0)
    """
    entry = table(place, entry)
    if "distribution" not in entry:
        if "review_time" in entry:
            return _assisted(place, entry)
        raise InputError(
            "missing key distribution", place=place, fix=f"it is one of {', '.join(_names())}"
        )
    name = entry["distribution"]
    given = {key: value for key, value in entry.items() if key != "distribution"}
    if name == "mixture":
        return _mixture(place, given)
    if not isinstance(name, str) or name not in _FORMS:
        raise InputError(
            "is no distribution",
            place=f"{place}: distribution",
            value=name,
            fix=did_you_mean(str(name), _names()) or f"it is one of {', '.join(_names())}",
        )
    forms = _FORMS[name]
    known_keys(place, given, dict.fromkeys(key for keys, _ in forms for key in keys))
    for keys, build in forms:
        if set(keys) == set(given):
            if given.get("values") == []:
                raise InputError("must have at least one time", place=f"{place}: values", value=[])
            lists = {key: numbers(f"{place}: {key}", given[key]) for key in keys if key in _LISTS}
            return _steady(place, built(place, build, given | lists))
    wanted = " or ".join(", ".join(keys) for keys, _ in forms)
    raise InputError(
        f"{name} takes {wanted}", place=place, value=", ".join(given) or "nothing", fix="give those"
    )


def _steady(place: str, time: ServiceTime) -> ServiceTime:
    """Refuse a time that is nearly always 0: of its waits nothing can be computed."""
    if time.squared_variation > _MOST_VARIATION:
        raise InputError(
            f"must be at most {_MOST_VARIATION:g}",
            place=f"{place}: squared variation",
            value=time.squared_variation,
            fix="check the value",
        )
    return time


def _names() -> tuple[str, ...]:
    return (*_FORMS, "mixture")


def _mixture(place: str, given: Mapping[str, Any]) -> ServiceTime:
    known_keys(place, given, ("weights", "parts"))
    required(place, given, ("weights", "parts"))
    parts = [
        service_time_from_dict(f"{place}: part {number}", part)
        for number, part in enumerate(listed(f"{place}: parts", given["parts"]), 1)
    ]
    weights = numbers(f"{place}: weights", given["weights"])
    return built(place, Mixture, {"weights": weights, "parts": parts})


def _assisted(place: str, entry: Mapping[str, Any]) -> ServiceTime:
    known_keys(place, entry, _ASSISTED)
    required(place, entry, ("rework",))
    rework = service_time_from_dict(f"{place}: rework", entry["rework"])
    if ("error" in entry) == ("error_probability" in entry):
        raise InputError(
            "must give either error_probability or error, the curve", place=place, fix="give one"
        )
    if "error_probability" in entry:
        given = {key: entry[key] for key in ("review_time", "error_probability")}
        return built(place, AssistedTime, given | {"rework": rework})
    curve_place = f"{place}: error"
    curve = table(curve_place, entry["error"])
    known_keys(curve_place, curve, ("initial", "irreducible", "skill"))
    required(curve_place, curve, ("initial", "skill"))
    residual = built(curve_place, ResidualError, curve)
    given = {"review_time": entry["review_time"], "curve": residual, "rework": rework}
    return built(place, AssistedTime.from_curve, given)


def service_time_to_dict(time: ServiceTime) -> dict[str, Any]:
    """Return the table that `service_time_from_dict` turns into the same service time.

    Raises
    ------
    InputError
        Where files have no word for it.

    Examples
    --------
    >>> from jobdesign.queueing import Gamma
    >>> service_time_to_dict(Gamma(shape=2, scale=0.5))
    {'distribution': 'gamma', 'shape': 2.0, 'scale': 0.5}
    """
    if isinstance(time, AssistedTime):
        return {
            "review_time": time.review_time,
            "error_probability": time.error_probability,
            "rework": service_time_to_dict(time.rework),
        }
    if isinstance(time, Mixture):
        parts = [service_time_to_dict(part) for part in time.parts]
        return {
            "distribution": "mixture",
            "weights": [float(weight) for weight in time.weights],
            "parts": parts,
        }
    for name, forms in _FORMS.items():
        keys, build = forms[-1]
        if build is type(time):
            return {"distribution": name} | {key: _plain(getattr(time, key)) for key in keys}
    raise InputError(
        "has no form in a file",
        place="service time",
        value=type(time).__name__,
        fix="use Moments with its mean and second moment",
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, float) else [float(entry) for entry in value]
