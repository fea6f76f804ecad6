"""Reads the outside world into checked frames and says, row by row, what was wrong. Never writes. No Django."""
