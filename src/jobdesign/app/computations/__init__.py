"""What is computed beside the page: functions of problems that a worker runs.

Each takes ``tell``, to say how far it is, and returns only what the page shows. None knows
of Streamlit.
"""
