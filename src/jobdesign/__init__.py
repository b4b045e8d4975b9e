"""jobdesign: the cheapest way to cut a workflow into tasks and jobs when AI can do some steps.

The public names are loaded when first used, so that importing the package costs
nothing and solving a small problem does not load what only large ones need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobdesign._version import __version__

if TYPE_CHECKING:
    from jobdesign.analysis.decisions import DecisionPrices, decision_prices
    from jobdesign.analysis.limits import LimitCurve, LimitPrice, limit_curve, limit_prices
    from jobdesign.analysis.next_best import best_designs
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
    "DecisionPrices",
    "Design",
    "Evaluation",
    "InputError",
    "InputWarning",
    "Job",
    "JobDesignBlock",
    "LimitCurve",
    "LimitPrice",
    "Mode",
    "Problem",
    "Solution",
    "Step",
    "Task",
    "Wages",
    "WorkerType",
    "Workflow",
    "__version__",
    "best_designs",
    "build_dag",
    "compare",
    "decision_prices",
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
    "DecisionPrices": "analysis.decisions",
    "Design": "design",
    "Evaluation": "evaluator",
    "InputError": "errors",
    "InputWarning": "errors",
    "Job": "design",
    "JobDesignBlock": "methods.mip",
    "LimitCurve": "analysis.limits",
    "LimitPrice": "analysis.limits",
    "Mode": "design",
    "Problem": "problem",
    "Solution": "solution",
    "Step": "steps",
    "Task": "design",
    "Wages": "wages",
    "WorkerType": "wages",
    "Workflow": "workflow",
    "best_designs": "analysis.next_best",
    "build_dag": "methods.dag",
    "compare": "comparison",
    "decision_prices": "analysis.decisions",
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
