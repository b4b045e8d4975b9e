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
    from jobdesign.analysis.exposure.measures import Exposure, measure_exposure
    from jobdesign.analysis.fragmentation.index import (
        Fragmentation,
        fragmentation_index,
        measure_fragmentation,
    )
    from jobdesign.analysis.fragmentation.outcomes import simulate_fragmentation
    from jobdesign.analysis.horizons.comparison import Horizons, compare_horizons
    from jobdesign.analysis.limits.prices import LimitCurve, LimitPrice, limit_curve, limit_prices
    from jobdesign.analysis.macro.aggregation import Aggregates, aggregate
    from jobdesign.analysis.macro.ces import CES
    from jobdesign.analysis.macro.economy import Economy, simulate_economy
    from jobdesign.analysis.macro.labour import LabourInputs, labour_inputs
    from jobdesign.analysis.macro.leontief import Technology
    from jobdesign.analysis.macro.quality_density import QualityDensity, restricted_management_share
    from jobdesign.analysis.macro.report import Macro, macro
    from jobdesign.analysis.next_best import best_designs
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
    from jobdesign.files.queue_files import read_queue, write_queue
    from jobdesign.importing.assumptions import AiAssumptions
    from jobdesign.importing.key_tables import read_key_table
    from jobdesign.importing.logs.estimates import LogSettings
    from jobdesign.importing.logs.events import LogColumns
    from jobdesign.importing.logs.steps import import_log
    from jobdesign.importing.logs.times import Clock
    from jobdesign.importing.occupations.steps import import_occupation
    from jobdesign.importing.occupations.survey import Survey, survey_occupations
    from jobdesign.importing.sheets.steps import import_sheet
    from jobdesign.importing.sheets.template import write_template
    from jobdesign.importing.summary import Imported, ImportSummary
    from jobdesign.methods import METHODS
    from jobdesign.methods.dag import build_dag
    from jobdesign.methods.mip import JobDesignBlock, extract, solve_model
    from jobdesign.problem import Problem
    from jobdesign.replication.report import Replication, replicate
    from jobdesign.reporting.page import write_report
    from jobdesign.solution import Solution
    from jobdesign.solver import solve
    from jobdesign.steps import Step
    from jobdesign.wages import Wages, WorkerType
    from jobdesign.workflow import Workflow

__all__ = [
    "CES",
    "KINDS",
    "METHODS",
    "Aggregates",
    "AiAssumptions",
    "Clock",
    "Comparison",
    "Constraint",
    "DecisionPrices",
    "Design",
    "Economy",
    "Evaluation",
    "Exposure",
    "Fragmentation",
    "Horizons",
    "ImportSummary",
    "Imported",
    "InputError",
    "InputWarning",
    "Job",
    "JobDesignBlock",
    "LabourInputs",
    "LimitCurve",
    "LimitPrice",
    "LogColumns",
    "LogSettings",
    "Macro",
    "Mode",
    "Piece",
    "Problem",
    "QualityDensity",
    "Replication",
    "Solution",
    "Step",
    "Survey",
    "Task",
    "Technology",
    "Thresholds",
    "Wages",
    "WorkerType",
    "Workflow",
    "__version__",
    "aggregate",
    "best_designs",
    "build_dag",
    "compare",
    "compare_horizons",
    "decision_prices",
    "evaluate",
    "extract",
    "fragmentation_index",
    "import_log",
    "import_occupation",
    "import_sheet",
    "labour_inputs",
    "limit_curve",
    "limit_prices",
    "macro",
    "measure",
    "measure_exposure",
    "measure_fragmentation",
    "problem_from_dict",
    "problem_to_dict",
    "read_key_table",
    "read_link",
    "read_problem",
    "read_queue",
    "read_steps",
    "replicate",
    "restricted_management_share",
    "simulate_economy",
    "simulate_fragmentation",
    "solve",
    "solve_model",
    "survey_occupations",
    "thresholds",
    "write_link",
    "write_model",
    "write_problem",
    "write_queue",
    "write_report",
    "write_steps",
    "write_template",
]

_MODULES = {
    "Aggregates": "analysis.macro.aggregation",
    "AiAssumptions": "importing.assumptions",
    "CES": "analysis.macro.ces",
    "Clock": "importing.logs.times",
    "Comparison": "comparison",
    "Constraint": "constraints",
    "DecisionPrices": "analysis.decisions",
    "Design": "design",
    "Economy": "analysis.macro.economy",
    "Evaluation": "evaluator",
    "Exposure": "analysis.exposure.measures",
    "Fragmentation": "analysis.fragmentation.index",
    "Horizons": "analysis.horizons.comparison",
    "ImportSummary": "importing.summary",
    "Imported": "importing.summary",
    "InputError": "errors",
    "InputWarning": "errors",
    "Job": "design",
    "JobDesignBlock": "methods.mip",
    "KINDS": "constraints",
    "LabourInputs": "analysis.macro.labour",
    "LimitCurve": "analysis.limits.prices",
    "LimitPrice": "analysis.limits.prices",
    "LogColumns": "importing.logs.events",
    "LogSettings": "importing.logs.estimates",
    "METHODS": "methods",
    "Macro": "analysis.macro.report",
    "Mode": "design",
    "Piece": "analysis.reorganisation",
    "Problem": "problem",
    "QualityDensity": "analysis.macro.quality_density",
    "Replication": "replication.report",
    "Solution": "solution",
    "Step": "steps",
    "Survey": "importing.occupations.survey",
    "Task": "design",
    "Technology": "analysis.macro.leontief",
    "Thresholds": "analysis.reorganisation",
    "Wages": "wages",
    "WorkerType": "wages",
    "Workflow": "workflow",
    "aggregate": "analysis.macro.aggregation",
    "best_designs": "analysis.next_best",
    "build_dag": "methods.dag",
    "compare": "comparison",
    "compare_horizons": "analysis.horizons.comparison",
    "decision_prices": "analysis.decisions",
    "evaluate": "evaluator",
    "extract": "methods.mip",
    "fragmentation_index": "analysis.fragmentation.index",
    "import_log": "importing.logs.steps",
    "import_occupation": "importing.occupations.steps",
    "import_sheet": "importing.sheets.steps",
    "labour_inputs": "analysis.macro.labour",
    "limit_curve": "analysis.limits.prices",
    "limit_prices": "analysis.limits.prices",
    "macro": "analysis.macro.report",
    "measure": "evaluator",
    "measure_exposure": "analysis.exposure.measures",
    "measure_fragmentation": "analysis.fragmentation.index",
    "problem_from_dict": "files",
    "problem_to_dict": "files",
    "read_key_table": "importing.key_tables",
    "read_link": "files",
    "read_problem": "files",
    "read_queue": "files.queue_files",
    "read_steps": "files",
    "replicate": "replication.report",
    "restricted_management_share": "analysis.macro.quality_density",
    "simulate_economy": "analysis.macro.economy",
    "simulate_fragmentation": "analysis.fragmentation.outcomes",
    "solve": "solver",
    "solve_model": "methods.mip",
    "survey_occupations": "importing.occupations.survey",
    "thresholds": "analysis.reorganisation",
    "write_link": "files",
    "write_model": "files",
    "write_problem": "files",
    "write_queue": "files.queue_files",
    "write_report": "reporting.page",
    "write_steps": "files",
    "write_template": "importing.sheets.template",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'jobdesign' has no attribute {name!r}")
    value = getattr(import_module(f"jobdesign.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
