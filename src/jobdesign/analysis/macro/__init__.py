"""Section 5 of the first paper: labour inputs of a design, aggregation, an economy of firms."""
