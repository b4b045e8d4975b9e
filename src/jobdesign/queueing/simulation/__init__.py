"""Simulation of queues: seeded, compiled, and with intervals for what it estimates."""
