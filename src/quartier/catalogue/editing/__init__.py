"""Editing by hand: values in a grid, the words of indicators, areas on the map, events. Each edit has its reason.

Values and areas become deliveries, so that checks, preview, four eyes, undo and the audit trail are those of the gate.
"""
