"""Pictures, with matplotlib (extra ``plot``): each takes and returns `Axes`.

One module a picture. `KINDS` says what can be drawn of a solved problem by name.
"""
