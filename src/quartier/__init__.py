"""Quartier: integrated, small-scale social planning."""

__version__ = "0.1.0"
