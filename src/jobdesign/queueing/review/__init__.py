"""Selective review: reviewers check what looks risky, and less of it when the queue is long."""
