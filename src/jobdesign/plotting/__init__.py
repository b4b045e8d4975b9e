"""Pictures, with matplotlib (extra ``plot``): each takes and returns `Axes`.

One module a picture. `jobdesign.plotting.kinds` says what can be drawn by name.
"""
