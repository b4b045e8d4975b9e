"""How far approximate waits are off, beside waits that are known exactly.

Thousandths of the exact wait, at six loads. Exact are PH/PH/k queues, solved as quasi-birth-
death processes (Neuts 1981), and M/D/k by Crommelin. Times are Erlang's below a squared
variation of 1, hyperexponential with balanced means above; c_a² = 0 stands for Erlang's of
50 phases, with several servers of 20. A dash is more than ten times the wait. The tests solve
them again.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import cache
from itertools import product

__all__ = ["error_range", "known_errors"]

#: Utilisations of the columns; at 1 all errors are 0.
LOADS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)

# c_a², c_s², servers, and the errors at these loads
_ONE_SERVER = """
0 0.1 1 -982 -888 -655 -475 -255 -131
0 0.25 1 -653 -464 -261 -167 -80 -39
0 0.5 1 -213 -144 -73 -45 -20 -10
0 1 1 53 13 5 3 1 1
0 4 1 -35 -3 3 3 1 1
0 9 1 -16 -1 2 1 1 0
0.1 0.1 1 -929 -656 -362 -230 -109 -53
0.1 0.25 1 -617 -314 -144 -86 -38 -18
0.1 0.5 1 -220 -80 -30 -17 -7 -3
0.1 1 1 51 37 20 12 6 3
0.1 4 1 -3 10 8 5 3 1
0.1 9 1 -1 5 4 3 1 1
0.25 0.1 1 -590 -245 -91 -49 -20 -9
0.25 0.25 1 -325 -90 -22 -9 -2 -1
0.25 0.5 1 -76 16 19 14 7 4
0.25 1 1 95 70 37 23 11 5
0.25 4 1 39 27 14 9 4 2
0.25 9 1 20 13 7 4 2 1
0.5 0.1 1 -29 44 35 24 12 6
0.5 0.25 1 47 68 42 27 13 6
0.5 0.5 1 109 84 45 28 13 6
0.5 1 1 145 86 42 26 12 6
0.5 4 1 68 36 17 10 5 2
0.5 9 1 35 18 8 5 2 1
2 0.1 1 -31 -35 -41 -36 -22 -12
2 0.25 1 -23 -31 -36 -31 -19 -10
2 0.5 1 -28 -35 -34 -28 -17 -9
2 1 1 -50 -48 -38 -28 -15 -8
2 4 1 -80 -52 -29 -19 -10 -5
2 9 1 -68 -38 -20 -12 -6 -3
4 0.1 1 150 32 -67 -71 -47 -26
4 0.25 1 124 16 -64 -65 -42 -23
4 0.5 1 82 -7 -62 -60 -38 -21
4 1 1 16 -41 -65 -55 -33 -18
4 4 1 -105 -82 -55 -39 -20 -10
4 9 1 -121 -75 -42 -27 -14 -7
9 0.1 1 759 246 -82 -99 -66 -36
9 0.25 1 646 198 -81 -95 -63 -34
9 0.5 1 504 138 -82 -90 -58 -32
9 1 1 319 59 -83 -83 -53 -29
9 4 1 -17 -65 -74 -59 -34 -18
9 9 1 -122 -95 -64 -45 -24 -12
1 0.1 1 0 0 0 0 0 0
1 0.25 1 0 0 0 0 0 0
1 0.5 1 0 0 0 0 0 0
1 1 1 0 0 0 0 0 0
1 4 1 0 0 0 0 0 0
1 9 1 0 0 0 0 0 0
"""

_POISSON = """
1 0 2 9 -6 -4 -3 -1 -1
1 0 3 20 -6 -4 -2 -1 -0
1 0 5 -75 -5 -3 -1 0 0
1 0 10 -201 -56 -4 1 3 2
1 0 20 -285 -174 -13 1 6 4
1 0 50 -341 -288 -130 -15 8 8
1 0.5 2 18 -8 -8 -5 -3 -1
1 0.5 3 71 8 -3 -3 -2 -1
1 0.5 5 42 35 7 2 0 0
1 0.5 10 -8 46 24 12 5 2
1 0.5 20 -52 2 48 25 11 5
1 0.5 50 -94 -54 18 49 22 11
1 2 2 -61 -46 -26 -17 -8 -4
1 2 3 -23 -26 -16 -11 -6 -3
1 2 5 44 -3 -4 -3 -2 -1
1 2 10 127 44 15 9 4 2
1 2 20 185 118 29 23 11 5
1 2 50 225 192 100 38 25 12
1 4 2 -106 -73 -39 -25 -12 -6
1 4 3 -20 -29 -18 -12 -6 -3
1 4 5 148 29 13 6 2 1
1 4 10 389 155 62 38 16 7
1 4 20 569 368 113 80 36 16
1 4 50 684 590 317 138 75 35
1 9 2 -134 -82 -40 -25 -12 -6
1 9 3 21 -5 -4 -4 -3 -2
1 9 5 367 110 51 29 12 5
1 9 10 999 400 156 90 37 17
1 9 20 1532 957 295 183 75 33
1 9 50 1846 1597 828 358 159 68
1 25 2 -146 -77 -29 -17 -8 -4
1 25 3 92 46 22 12 4 2
1 25 5 755 242 107 60 25 11
1 25 10 2527 863 293 159 63 28
1 25 20 4539 2461 618 329 123 52
1 25 50 5576 4794 2096 765 268 106
1 1 2 0 0 0 0 0 0
1 1 3 0 0 0 0 0 0
1 1 5 0 0 0 0 0 0
1 1 10 0 0 0 0 0 0
1 1 20 0 0 0 0 0 0
1 1 50 0 0 0 0 0 0
"""

_SEVERAL_SERVERS = """
0 0.5 2 6952 888 247 127 51 23
0 0.5 5 - 2543 445 196 69 30
0 0.5 10 - - 871 325 100 40
0 0.5 20 - - 2158 624 158 58
0 1 2 1985 361 106 54 22 10
0 1 5 - 1022 223 102 36 15
0 1 10 - 3678 425 174 56 22
0 1 20 - - 896 320 90 34
0 4 2 329 91 29 14 4 2
0 4 5 3151 611 197 102 40 18
0 4 10 - 1984 443 216 81 35
0 4 20 - 9499 942 422 146 61
0.1 0.5 2 4147 655 190 98 39 18
0.1 0.5 5 - 1888 353 156 55 23
0.1 0.5 10 - 8400 695 263 80 32
0.1 0.5 20 - - 1694 507 129 46
0.1 1 2 1507 291 85 43 17 8
0.1 1 5 - 850 187 85 30 13
0.1 1 10 - 2953 362 148 47 19
0.1 1 20 - - 770 275 76 28
0.1 4 2 298 80 24 11 3 1
0.1 4 5 2814 565 184 95 37 16
0.1 4 10 - 1801 414 204 76 33
0.1 4 20 - 8106 870 396 138 58
0.5 0.5 2 296 28 -7 -8 -5 -3
0.5 0.5 5 1762 231 23 -0 -5 -3
0.5 0.5 10 8875 808 86 18 -3 -4
0.5 0.5 20 - 3470 248 62 3 -3
0.5 1 2 258 41 4 -0 -1 -1
0.5 1 5 1326 209 39 13 3 1
0.5 1 10 5477 643 95 33 7 2
0.5 1 20 - 2381 220 74 16 4
0.5 4 2 81 1 -8 -7 -4 -2
0.5 4 5 1074 268 95 50 19 8
0.5 4 10 3869 784 223 117 46 20
0.5 4 20 - 2404 435 225 85 37
1 0.5 2 18 -8 -8 -5 -3 -1
1 0.5 5 42 35 7 2 0 0
1 0.5 10 -8 46 24 12 5 2
1 0.5 20 -52 2 48 25 11 5
1 1 2 -0 0 0 -0 0 0
1 1 5 -0 0 0 -0 0 0
1 1 10 -0 0 0 -0 0 0
1 1 20 0 0 0 -0 0 0
1 4 2 -106 -73 -39 -25 -12 -6
1 4 5 148 29 13 6 2 1
1 4 10 389 155 62 38 16 7
1 4 20 569 368 113 80 36 16
2 0.5 2 66 18 -2 -6 -5 -3
2 0.5 5 -268 -137 -80 -53 -26 -13
2 0.5 10 -630 -359 -170 -104 -48 -23
2 0.5 20 -898 -662 -310 -183 -79 -37
2 1 2 15 -13 -16 -13 -7 -4
2 1 5 -243 -122 -69 -45 -22 -11
2 1 10 -575 -306 -137 -82 -37 -17
2 1 20 -863 -593 -251 -142 -60 -27
2 4 2 -118 -80 -45 -29 -14 -7
2 4 5 -145 -95 -47 -29 -14 -7
2 4 10 -347 -172 -70 -37 -16 -7
2 4 20 -698 -362 -140 -61 -21 -9
4 0.5 2 260 93 -3 -17 -15 -8
4 0.5 5 -371 -239 -166 -117 -60 -30
4 0.5 10 -808 -570 -331 -218 -107 -53
4 0.5 20 -980 -862 -539 -354 -169 -82
4 1 2 125 18 -26 -27 -17 -9
4 1 5 -384 -245 -158 -107 -54 -27
4 1 10 -787 -537 -299 -193 -93 -45
4 1 20 -973 -831 -490 -313 -146 -70
4 4 2 -49 -46 -35 -25 -13 -7
4 4 5 -294 -179 -98 -62 -30 -15
4 4 10 -644 -392 -190 -113 -50 -24
4 4 20 -926 -693 -348 -197 -82 -37
9 0.5 2 878 304 6 -28 -24 -14
9 0.5 5 -269 -238 -230 -170 -91 -46
9 0.5 10 -850 -662 -446 -310 -158 -80
9 0.5 20 -993 -929 -677 -479 -246 -124
9 1 2 573 174 -17 -35 -26 -14
9 1 5 -340 -275 -225 -162 -85 -43
9 1 10 -849 -653 -423 -289 -146 -73
9 1 20 -991 -918 -647 -449 -227 -113
9 4 2 142 4 -38 -35 -21 -11
9 4 5 -307 -224 -158 -110 -56 -28
9 4 10 -762 -525 -304 -198 -96 -47
9 4 20 -976 -842 -511 -328 -153 -73
"""

_Key = tuple[float, float, float]


@cache
def known_errors(block: str) -> dict[_Key, tuple[float, ...]]:
    """Return relative errors at `LOADS` and at 1, by c_a², c_s² and servers.

    Parameters
    ----------
    block
        ``"one"`` server, ``"poisson"`` arrivals at several, or ``"several"``.
    """
    text = {"one": _ONE_SERVER, "poisson": _POISSON, "several": _SEVERAL_SERVERS}[block]
    lines = text.replace("-\n", "nan\n").replace("- ", "nan ").strip().split("\n")
    rows = [[float(word) for word in line.split()] for line in lines]
    return {(row[0], row[1], row[2]): (*(x / 1000.0 for x in row[3:]), 0.0) for row in rows}


def error_range(
    utilisation: float, arrival_variation: float, service_variation: float, servers: int
) -> tuple[float, float] | None:
    """Return the smallest and largest error of `mean_wait` at the known cases around a station.

    None where it does not lie between known cases.

    Examples
    --------
    >>> from jobdesign.queueing.wait_errors import error_range
    >>> error_range(0.5, 0, 1, 1), error_range(0.1, 0, 1, 1)
    ((0.013, 0.013), None)
    """
    block = "one" if servers == 1 else "poisson" if arrival_variation == 1.0 else "several"
    known = known_errors(block)
    loads = _around((*LOADS, 1.0), utilisation)
    given = (arrival_variation, service_variation, float(servers))
    axes = [_around(sorted({key[i] for key in known}), x) for i, x in enumerate(given)]
    if not loads or not all(axes):
        return None
    cases = [known.get((a, s, k)) for a, s, k in product(*axes)]
    found = [case[(*LOADS, 1.0).index(load)] for case in cases if case for load in loads]
    if not found or None in cases or any(map(math.isnan, found)):
        return None
    return min(found), max(found)


def _around(values: list[float] | tuple[float, ...], x: float) -> list[float]:
    """Return the values next to a number on either side, or it alone; none outside of all."""
    if math.isnan(x) or not values[0] <= x <= values[-1]:
        return []
    for value in values:
        if math.isclose(value, x, rel_tol=1e-9, abs_tol=1e-12):
            return [value]
    at = bisect_left(values, x)
    return [values[at - 1], values[at]]
