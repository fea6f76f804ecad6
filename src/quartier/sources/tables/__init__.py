"""The reading side of the import gate for tables. No Django, nothing is written.

>>> workbook = open_table(data, "einwohner.xlsx")                 # encoding, delimiter, sheets; InputRejected in words
>>> proposal = recognise(workbook.shown[0], context)              # mapping, findings, questions
>>> mapping = proposal.mapping.answered("marks:.", "thousands")   # a person answers what is not guessed
>>> staged = apply(workbook, mapping, context)                    # observations, n of m units, every problem at once
"""

from quartier.sources.tables.context import Context, KnownIndicator
from quartier.sources.tables.mapping import Column, Layout, Mapping, Marker, Role
from quartier.sources.tables.open import open_table
from quartier.sources.tables.proposal import Option, Proposal, Question
from quartier.sources.tables.recognition.propose import recognise
from quartier.sources.tables.sheet import Certainty, Finding, Sheet, Workbook
from quartier.sources.tables.staging.run import apply
from quartier.sources.tables.staging.staged import Matched, Skipped, Staged, Total, Unmatched
from quartier.sources.tables.words import message_of

__all__ = [
    "Certainty",
    "Column",
    "Context",
    "Finding",
    "KnownIndicator",
    "Layout",
    "Mapping",
    "Marker",
    "Matched",
    "Option",
    "Proposal",
    "Question",
    "Role",
    "Sheet",
    "Skipped",
    "Staged",
    "Total",
    "Unmatched",
    "Workbook",
    "apply",
    "message_of",
    "open_table",
    "recognise",
]
