"""Tests of the simulated data and of the generator that makes them."""
