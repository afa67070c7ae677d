"""Estimates and tests: shares with their bounds, changes between waves, association.

May import `responses` and the rooms below. `estimates.estimate` gives the table of a wave's
indicators, `wave_change.compare` what changed, `study.open_study` what a notebook works with.
"""
