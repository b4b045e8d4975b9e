"""Every checkable claim of the papers, computed afresh: a folder a paper, a module a subject."""
