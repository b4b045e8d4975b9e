"""Reorganisation thresholds: where the optimal design changes as one scalar varies."""

from __future__ import annotations

from jobdesign.analysis.reorganisation.pieces import Piece, Thresholds
from jobdesign.analysis.reorganisation.search import thresholds

__all__ = ["Piece", "Thresholds", "thresholds"]
