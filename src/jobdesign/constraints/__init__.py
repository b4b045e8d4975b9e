"""Side constraints: what a design must also satisfy.

Each class is one kind of ``[[constraints]]`` in a problem file and carries the
fields that the file gives. To add a kind, write it in the module of its subject
and name it in `KINDS`.
"""

from __future__ import annotations

from jobdesign.constraints.base import MODES, TOLERANCE, Constraint, Designs
from jobdesign.constraints.boundaries import ForbidHandoff, RequireHandoff, SameJob, SeparateJobs
from jobdesign.constraints.chains import MaxChainLength, MinChainSuccess
from jobdesign.constraints.jobs import MaxJobSkill, MaxJobTasks, MaxJobTime
from jobdesign.constraints.modes import ForbidMode, RequireMode
from jobdesign.constraints.rules import Rules, Total
from jobdesign.constraints.totals import (
    LinearBudget,
    MaxAISteps,
    MaxAutomatedSteps,
    MaxJobs,
    MaxTotalTime,
    MinJobs,
)

__all__ = ["KINDS", "MODES", "TOLERANCE", "Constraint", "Designs", "Rules", "Total"]

KINDS: dict[str, type[Constraint]] = {
    cls.kind: cls
    for cls in (
        RequireMode,
        ForbidMode,
        MaxChainLength,
        MinChainSuccess,
        RequireHandoff,
        ForbidHandoff,
        SameJob,
        SeparateJobs,
        MaxJobTime,
        MaxJobSkill,
        MaxJobTasks,
        MaxJobs,
        MinJobs,
        MaxTotalTime,
        MaxAISteps,
        MaxAutomatedSteps,
        LinearBudget,
    )
}
