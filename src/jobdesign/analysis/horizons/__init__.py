"""Short run and long run side by side: the organisations, and what the gain is made of."""
