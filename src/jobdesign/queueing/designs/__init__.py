"""The jobs of a design as servers: load, waits, and which design is the fastest."""
