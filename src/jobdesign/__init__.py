"""jobdesign: the cheapest way to cut a workflow into tasks and jobs when AI can do some steps.

The public names are loaded when first used, so that importing the package costs
nothing and solving a small problem does not load what only large ones need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobdesign._version import __version__

if TYPE_CHECKING:
    from jobdesign.analysis.limits import LimitCurve, LimitPrice, limit_curve, limit_prices
    from jobdesign.analysis.reorganisation import Piece, Thresholds, thresholds
    from jobdesign.comparison import Comparison, compare
    from jobdesign.constraints import KINDS, Constraint
    from jobdesign.design import Design, Job, Mode, Task
    from jobdesign.errors import InputError, InputWarning
    from jobdesign.evaluator import Evaluation, evaluate, measure
    from jobdesign.files import (
        problem_from_dict,
        problem_to_dict,
        read_link,
        read_problem,
        read_steps,
        write_link,
        write_model,
        write_problem,
        write_steps,
    )
    from jobdesign.methods import METHODS
    from jobdesign.methods.dag import build_dag
    from jobdesign.methods.mip import JobDesignBlock, extract, solve_model
    from jobdesign.problem import Problem
    from jobdesign.solution import Solution
    from jobdesign.solver import solve
    from jobdesign.steps import Step
    from jobdesign.wages import Wages, WorkerType
    from jobdesign.workflow import Workflow

__all__ = [
    "KINDS",
    "METHODS",
    "Comparison",
    "Constraint",
    "Design",
    "Evaluation",
    "InputError",
    "InputWarning",
    "Job",
    "JobDesignBlock",
    "LimitCurve",
    "LimitPrice",
    "Mode",
    "Piece",
    "Problem",
    "Solution",
    "Step",
    "Task",
    "Thresholds",
    "Wages",
    "WorkerType",
    "Workflow",
    "__version__",
    "build_dag",
    "compare",
    "evaluate",
    "extract",
    "limit_curve",
    "limit_prices",
    "measure",
    "problem_from_dict",
    "problem_to_dict",
    "read_link",
    "read_problem",
    "read_steps",
    "solve",
    "solve_model",
    "thresholds",
    "write_link",
    "write_model",
    "write_problem",
    "write_steps",
]

_MODULES = {
    "KINDS": "constraints",
    "METHODS": "methods",
    "Comparison": "comparison",
    "Constraint": "constraints",
    "Design": "design",
    "Evaluation": "evaluator",
    "InputError": "errors",
    "InputWarning": "errors",
    "Job": "design",
    "JobDesignBlock": "methods.mip",
    "LimitCurve": "analysis.limits",
    "LimitPrice": "analysis.limits",
    "Mode": "design",
    "Piece": "analysis.reorganisation",
    "Problem": "problem",
    "Solution": "solution",
    "Step": "steps",
    "Task": "design",
    "Thresholds": "analysis.reorganisation",
    "Wages": "wages",
    "WorkerType": "wages",
    "Workflow": "workflow",
    "build_dag": "methods.dag",
    "compare": "comparison",
    "evaluate": "evaluator",
    "extract": "methods.mip",
    "limit_curve": "analysis.limits",
    "limit_prices": "analysis.limits",
    "measure": "evaluator",
    "problem_from_dict": "files",
    "problem_to_dict": "files",
    "read_link": "files",
    "read_problem": "files",
    "read_steps": "files",
    "solve": "solver",
    "solve_model": "methods.mip",
    "thresholds": "analysis.reorganisation",
    "write_link": "files",
    "write_model": "files",
    "write_problem": "files",
    "write_steps": "files",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'jobdesign' has no attribute {name!r}")
    value = getattr(import_module(f"jobdesign.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
