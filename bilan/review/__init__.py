"""Reviewing: comments, approvals, Word files that come back, comparison, preview.

May import `report` and the rooms below. `commands` holds what `pipeline.py` calls of it.
"""
