"""Links of the authors' interactive page, in both its forms.

The newer form gives difficulties, ``?cM=&tM=&cA=&tA=&d=&tH=&alpha=``; the older
one success rates under ``q``. Lists are separated by commas; names are in ``n``,
separated by ``|``; ``title`` names the whole. On the page M is manual, A is AI
and tH the hand-off.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from jobdesign.arguments import takes
from jobdesign.errors import InputError
from jobdesign.files.notation import parse_number
from jobdesign.problem import Problem
from jobdesign.steps import Step
from jobdesign.wages import Wages
from jobdesign.workflow import Workflow

__all__ = ["is_link", "read_link", "write_link"]

#: Keys of the link and the fields they mean, in the order the page writes them.
_LISTS = {
    "cM": "manual_skill",
    "tM": "manual_time",
    "cA": "ai_skill",
    "tA": "ai_time",
    "d": "ai_difficulty",
    "q": "ai_success",
    "tH": "handoff_time",
}
#: What the page takes for alpha where a link does not say.
_PAGE_ALPHA = 0.5
#: Keys that say how the page looked, not what it solved.
_LAYOUT = ("split",)


def is_link(text: str) -> bool:
    """Whether a text is a link rather than the name of a file."""
    return text.lstrip().lower().startswith(("http://", "https://", "?"))


@takes(link=str)
def read_link(link: str) -> Problem:
    """Read the problem that a link of the authors' page shows.

    Parameters
    ----------
    link
        The whole link, or its part from ``?`` on.

    Raises
    ------
    InputError
        Where the link lacks a list, lists have unequal lengths, or a value is
        wrong.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.read_link("?cM=5,2&tM=1,4&cA=5,2&tA=1,1&d=6,1&tH=1,0&alpha=0.77&n=ask|do")
    >>> problem.workflow.names, round(jd.solve(problem).cost, 6)
    (('ask', 'do'), 12.462206)
    """
    try:
        return _parse(link)
    except InputError as error:
        raise error.from_source("the link") from None


def _parse(link: str) -> Problem:
    given: dict[str, str] = {}
    # a link copied from the source of a page has its "&" as "&amp;"
    query = link.strip().partition("#")[0].partition("?")[2].replace("&amp;", "&")
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key in given:
            raise InputError(f"key {key} stands twice")
        if key not in (*_LISTS, "alpha", "n", "title", *_LAYOUT):
            raise InputError(
                f"unknown key {key}", fix=f"the keys are {', '.join(_LISTS)}, alpha, n and title"
            )
        given[key] = value
    if "d" in given and "q" in given:
        raise InputError("gives both d and q", fix="keep one: q is alpha to the power of d")
    form = "q" if "q" in given else "d"
    keys = [key for key in _LISTS if key not in ("d", "q") or key == form]
    lists: dict[str, list[float]] = {}
    for key in keys:
        if key not in given:
            missing = "d (or q)" if key == "d" else key
            raise InputError(f"missing key {missing}", fix="copy the whole link")
        cells = given[key].split(",")
        lists[key] = [parse_number(f"{key}, value {i}", cell) for i, cell in enumerate(cells, 1)]
        if len(lists[key]) != len(lists["cM"]):
            raise InputError(
                f"must have {len(lists['cM'])} values, as cM has",
                place=key,
                value=len(lists[key]),
                fix="copy the whole link",
            )
    alpha = parse_number("alpha", given["alpha"]) if "alpha" in given else _PAGE_ALPHA
    m = len(lists["cM"])
    names = [name.strip() for name in given["n"].split("|")] if "n" in given else []
    if len(names) > m:
        raise InputError(f"names more than the {m} steps", place="n", value=len(names))
    # the page calls a step without a name "Step 1", "Step 2", ...
    names += [""] * (m - len(names))
    steps = [
        Step(
            name=name or f"Step {i + 1}",
            **{_LISTS[key]: values[i] for key, values in lists.items()},
        )
        for i, name in enumerate(names)
    ]
    workflow = Workflow(steps, alpha=alpha if form == "d" else None)
    return Problem(workflow, name=given.get("title", ""))


@takes(problem=Problem)
def write_link(problem: Problem, page: str = "") -> str:
    """Write a link that the authors' page, and `read_link`, turn into this problem.

    Parameters
    ----------
    problem
        What to write.
    page
        Address of the page, put before the ``?``.

    Raises
    ------
    InputError
        Where the problem holds something that the page has no field for.

    Examples
    --------
    >>> import jobdesign as jd
    >>> jd.write_link(jd.read_problem("models/paper/example-6.toml"))
    '?cM=5.0%2C2.0&tM=1.0%2C4.0&cA=5.0%2C2.0&tA=1.0%2C1.0&d=6.0%2C1.0&tH=1.0%2C0.0&alpha=0.77&n=1%7C2&title=Example+6'
    """
    workflow = problem.workflow
    _check_page_can_show(problem)
    form = "q" if workflow.ai_difficulty is None else "d"
    given = {
        key: ",".join(repr(float(value)) for value in getattr(workflow, field))
        for key, field in _LISTS.items()
        if key not in ("d", "q") or key == form
    }
    if workflow.alpha is not None:
        given["alpha"] = repr(workflow.alpha)
    given["n"] = "|".join(workflow.names)
    if problem.name:
        given["title"] = problem.name
    return f"{page}?{urlencode(given)}"


def _check_page_can_show(problem: Problem) -> None:
    workflow = problem.workflow
    fix = "write a problem file instead"
    if problem.constraints or problem.wages != Wages():
        raise InputError("the page has no wages or constraints", place="link", fix=fix)
    if workflow.ai_cost.any():
        raise InputError("the page has no ai_cost", place="link", fix=fix)
    for name, step in zip(workflow.names, workflow.steps, strict=True):
        if "|" in name or name != name.strip():
            raise InputError(
                'must hold no "|" and no space at its ends', place="name", value=name, fix=fix
            )
        if step.manual_time is None or step.ai_time is None:
            if step.manual_time is not None and workflow.ai_difficulty is None:
                continue  # a success rate of 0 says that AI cannot do it
            raise InputError(
                "the page has steps that people and AI can both do",
                place=f'step "{name}"',
                fix=fix,
            )
