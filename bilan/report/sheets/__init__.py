"""A sheet for each school: its answers beside its group's, and what it could do next."""

from bilan.report.sheets.build import make_fiches

__all__ = ["make_fiches"]
