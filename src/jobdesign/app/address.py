"""The state of the page as the query of its address, both ways.

A problem that the authors' page can show is written with that page's own keys, so
that its links open here and ours there. Any other is packed: JSON, deflated, in the
letters of base 64. Horizon and job ends have keys of their own.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jobdesign.app.draft import Draft
from jobdesign.errors import InputError
from jobdesign.files.json_text import parse_json
from jobdesign.files.links import read_link, write_link
from jobdesign.files.tree import problem_from_dict, problem_to_dict
from jobdesign.problem import Problem

__all__ = ["LONGEST", "read_address", "read_pasted_link", "write_address"]

#: Longest query that browsers and servers between them carry without trouble.
LONGEST = 8000
#: Most bytes that a packed problem may unpack to.
_MOST_UNPACKED = 4_000_000
_PACKED, _HORIZON, _JOB_ENDS = "problem", "horizon", "job_ends"


def write_address(
    problem: Problem, horizon: str = "long", job_ends: tuple[str, ...] = ()
) -> dict[str, str] | None:
    """Return the query that opens the page on a problem; None where it would be too long.

    Examples
    --------
    >>> import jobdesign as jd
    >>> query = write_address(jd.read_problem("models/paper/example-6.toml"), "short")
    >>> query["cM"], query["alpha"], query["horizon"]
    ('5.0,2.0', '0.77', 'short')
    """
    try:
        query = dict(parse_qsl(write_link(problem)[1:], keep_blank_values=True))
    except InputError:
        tree = json.dumps(problem_to_dict(problem), ensure_ascii=False, separators=(",", ":"))
        packed = base64.urlsafe_b64encode(zlib.compress(tree.encode(), 9))
        query = {_PACKED: packed.decode().rstrip("=")}
    if horizon != "long":
        query[_HORIZON] = horizon
    if job_ends:
        query[_JOB_ENDS] = json.dumps(job_ends, ensure_ascii=False, separators=(",", ":"))
    return query if len(urlencode(query)) <= LONGEST else None


def read_address(query: Mapping[str, str]) -> Draft:
    """Return the draft that a query opens.

    Raises
    ------
    InputError
        Where the query is damaged.
    """
    given = dict(query)
    horizon: Any = given.pop(_HORIZON, "long")
    if horizon not in ("long", "short"):
        raise InputError('must be "long" or "short"', place="the link: horizon", value=horizon)
    job_ends = _names(given.pop(_JOB_ENDS, "[]"))
    packed = given.pop(_PACKED, None)
    if packed is None:
        problem = read_link("?" + urlencode(given))
    else:
        if given:
            raise InputError(f"unknown key {next(iter(given))}", source="the link")
        problem = problem_from_dict(_unpacked(packed))
    for name in job_ends:
        problem.workflow.index(name)
    return Draft.of(problem, horizon, job_ends)


def read_pasted_link(text: str) -> Draft:
    """Return the draft of a whole link: of this page, or of the authors'.

    Raises
    ------
    InputError
        Where it is none.
    """
    query = text.strip().partition("#")[0].partition("?")[2]
    if not query:
        raise InputError(
            "holds no ? and so no problem", place="the link", fix="copy it from the address bar"
        )
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(key in (_PACKED, _HORIZON, _JOB_ENDS) for key, _ in pairs):
        return read_address(dict(pairs))
    return Draft.of(read_link("?" + query))


def _unpacked(packed: str) -> Any:
    try:
        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, _MOST_UNPACKED)
        if not unpacker.eof:
            raise InputError("is cut off, or too large", source="the link", fix="copy it whole")
        return parse_json(text.decode())
    except (binascii.Error, zlib.error, UnicodeError, ValueError) as error:
        if isinstance(error, InputError):
            raise error.from_source("the link") from None
        raise InputError("is damaged", source="the link", fix="copy it whole") from None


def _names(text: str) -> tuple[str, ...]:
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError("must be a list of step names", place="the link: job_ends", value=text)
    return tuple(names)
