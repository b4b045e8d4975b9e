"""Every checkable claim of the papers, computed afresh: one module a group of claims."""
