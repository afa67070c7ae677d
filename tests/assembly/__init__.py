"""Tests of the assembly of the report."""
