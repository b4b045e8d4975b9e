"""What a log of cases says: arrivals, service times per route, errors that escape review."""
