"""Errors."""


def error_range(
    utilisation: float, arrival_variation: float, service_variation: float, servers: int
) -> tuple[float, float] | None:
    return None
