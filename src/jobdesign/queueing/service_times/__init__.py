"""How long the work on one item takes: distributions with exact moments."""
