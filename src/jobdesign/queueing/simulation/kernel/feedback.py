"""One server to whose queue items return when their work has to be done again."""

from __future__ import annotations

from typing import Any

from numba import njit

from jobdesign.queueing.simulation.kernel.generator import uniform

__all__ = ["EXHAUSTED", "GROW", "run_feedback"]

#: Why a run stopped: numbers are used up or an output is full; the ring is too small.
EXHAUSTED, GROW = 0, 1

# `whole`: the queue, the pass under way (-1 when idle), how far arrays are used and filled
_HEAD, _COUNT, _PASS, _ARRIVALS, _DONE = 0, 1, 2, 3, 4
_STARTED = 5  # and 6: first passes, passes of rework
# `clock`: next arrival; end of the service under way, its item's entry and wait so far
_NEXT, _END, _ENTRY, _WAITED = range(4)
# rows of the ring: entry, wait so far, when it joined, pass (0 the first, 1 rework)
_ENTERED, _SO_FAR, _JOINED, _WHICH = range(4)


@njit(cache=True)
def run_feedback(
    interarrivals: Any,
    services: Any,
    returns: Any,
    words: Any,
    whole: Any,
    clock: Any,
    ring: Any,
    passes: Any,
    done: Any,
) -> int:
    """Go on until something is used up, and say what.

    Parameters
    ----------
    interarrivals
        Times between arrivals, shape (n,).
    services
        Times of first passes and of rework, shape (2, n).
    returns
        Probabilities to return after a first pass and after rework.
    words
        State of the generator, changed, like the next three.
    whole, clock
        What outlives a call, see above.
    ring
        The queue, shape (4, a power of two).
    passes
        Waits of first passes and of rework, and waits with service, shape (2, 2, n).
    done
        Of items that left, the wait in all and the time in system, shape (2, n).
    """
    state = (words[0], words[1], words[2], words[3])
    size = ring.shape[1]
    mask = size - 1
    reason = EXHAUSTED
    head, count = whole[_HEAD], whole[_COUNT]
    following, end = clock[_NEXT], clock[_END]
    while True:
        if whole[_PASS] < 0:
            if count == 0:
                if whole[_ARRIVALS] == interarrivals.size:
                    break
                end = following
                place = head & mask
                ring[_ENTERED, place], ring[_SO_FAR, place] = following, 0.0
                ring[_JOINED, place], ring[_WHICH, place] = following, 0.0
                count = 1
                following += interarrivals[whole[_ARRIVALS]]
                whole[_ARRIVALS] += 1
            place = head & mask
            which = int(ring[_WHICH, place])
            used = whole[_STARTED + which]
            if used == services.shape[1]:
                break
            wait = end - ring[_JOINED, place]
            passes[which, 0, used] = wait
            passes[which, 1, used] = wait + services[which, used]
            whole[_STARTED + which] = used + 1
            whole[_PASS] = which
            clock[_ENTRY] = ring[_ENTERED, place]
            clock[_WAITED] = ring[_SO_FAR, place] + wait
            end += services[which, used]
            head += 1
            count -= 1
        # who arrives meanwhile stands before the item that returns
        while following <= end and count < size and whole[_ARRIVALS] < interarrivals.size:
            place = (head + count) & mask
            ring[_ENTERED, place], ring[_SO_FAR, place] = following, 0.0
            ring[_JOINED, place], ring[_WHICH, place] = following, 0.0
            count += 1
            following += interarrivals[whole[_ARRIVALS]]
            whole[_ARRIVALS] += 1
        if count == size:
            reason = GROW
            break
        if following <= end or whole[_DONE] == done.shape[1]:
            break
        u, state = uniform(state)
        if u <= returns[whole[_PASS]]:
            place = (head + count) & mask
            ring[_ENTERED, place], ring[_SO_FAR, place] = clock[_ENTRY], clock[_WAITED]
            ring[_JOINED, place], ring[_WHICH, place] = end, 1.0
            count += 1
        else:
            done[0, whole[_DONE]] = clock[_WAITED]
            done[1, whole[_DONE]] = end - clock[_ENTRY]
            whole[_DONE] += 1
        whole[_PASS] = -1
    whole[_HEAD], whole[_COUNT] = head & mask, count
    clock[_NEXT], clock[_END] = following, end
    words[0], words[1], words[2], words[3] = state
    return reason
