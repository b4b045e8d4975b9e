"""How the page looks beyond Streamlit's own."""

from __future__ import annotations

__all__ = ["STYLE"]

#: Pictures keep the size at which their text can be read, and scroll on a narrow screen.
STYLE = """<style>
.stMainBlockContainer { padding-top: 2rem; padding-bottom: 3rem; max-width: 1280px; }
.stMainBlockContainer h1 { font-size: 2rem; padding-bottom: 0; }
.stMainBlockContainer h3 { font-size: 1.35rem; }
[class*="st-key-picture"] { overflow-x: auto; }
[class*="st-key-picture-wide"] img { min-width: 880px; }
.st-key-headline { row-gap: 0.25rem; }
.st-key-headline [data-testid="stMetricValue"] { font-size: 1.6rem; }
</style>"""
