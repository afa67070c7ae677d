"""Campaigns against the project: kills, mutations, hostile texts, and an attack on its secrets."""
