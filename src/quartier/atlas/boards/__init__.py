"""Boards: chosen figures and maps side by side, saved, shared, shown on a wall."""
