"""Bringing back into the chapters what an editor changed in the Word file of a report."""
