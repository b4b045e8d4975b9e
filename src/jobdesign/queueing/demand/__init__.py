"""Demand that reacts to waiting, and where the two settle."""
