"""The second paper, "Queue & AI: When Faster Tasks Slow Down the Workflow".

By Bartolucci and Vivo (arXiv:2605.27202, May 2026).
"""
