"""What the optimum says: prices, thresholds, exposure; built on `jobdesign.solve` alone."""
