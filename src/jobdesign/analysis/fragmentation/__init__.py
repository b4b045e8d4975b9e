"""The fragmentation index of a job: exactly, by simulation, and over many jobs at once."""
