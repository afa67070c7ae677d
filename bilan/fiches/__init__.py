"""A sheet for each school: its answers beside its group's, and what it could do next."""

from bilan.fiches.making import make_fiches

__all__ = ["make_fiches"]
