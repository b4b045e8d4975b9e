"""`python -m jobdesign` is the command line."""

from jobdesign.cli import main

main()
