"""How the page looks beyond Streamlit's own."""

from __future__ import annotations

__all__ = ["STYLE"]

#: Pictures keep a width at which their text can be read, and scroll on a narrow screen.
STYLE = """<style>
.stMainBlockContainer { padding-top: 2.5rem; padding-bottom: 3rem; max-width: 1280px; }
[class*="st-key-picture"] { overflow-x: auto; }
[class*="st-key-picture"] img { min-width: 760px; max-width: none; }
</style>"""
