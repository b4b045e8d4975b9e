"""Spreadsheets as problems, and the templates to fill in."""
