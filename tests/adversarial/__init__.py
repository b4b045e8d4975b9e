"""Problems meant to break solvers, and an enumeration in fractions that they are held to."""
