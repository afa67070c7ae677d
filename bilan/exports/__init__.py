"""Readers of survey exports, each to the same raw table of texts."""
