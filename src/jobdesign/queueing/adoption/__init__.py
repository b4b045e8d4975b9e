"""Two routes, by hand and with AI: which makes people wait less, and how much of each."""
