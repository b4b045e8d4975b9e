"""Event logs as problems: reading, cleaning, estimating."""
