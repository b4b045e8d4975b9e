"""What arrivals do to a design: each job a server, one after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobdesign.checks import finite_number, is_whole
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import evaluate
from jobdesign.problem import Problem
from jobdesign.queueing.designs.job_times import Variation, job_times
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.solution import finite_or_none
from jobdesign.workflow import Array

__all__ = ["DesignLoad", "design_load"]
