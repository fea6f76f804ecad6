"""Geodata: opened, recognised, checked; a file becomes a staged geography. Reads only, writes nothing.

file = open_geodata(data, name)                 # layers, fields, reference system, or a refusal in words
proposal = recognise(file, context)             # guesses, how sure and why, questions
staged = apply(file, proposal.mapping(...), context)   # Geography, problems, faulty places, difference
"""

from quartier.sources.geodata.apply import StagedGeography, apply
from quartier.sources.geodata.context import GeoContext
from quartier.sources.geodata.geofile import FieldKind, GeoField, GeoFile, GeoLayer
from quartier.sources.geodata.guess import Guess, Option, Question
from quartier.sources.geodata.mapping import GeoMapping, ParentMapping, ParentRule
from quartier.sources.geodata.open import READERS, GeoReader, open_geodata
from quartier.sources.geodata.proposal import GeoProposal
from quartier.sources.geodata.recognise import recognise
from quartier.sources.geodata.words import message_of
from quartier.sources.limits import Limits

__all__ = [
    "READERS", "FieldKind", "GeoContext", "GeoField", "GeoFile", "GeoLayer", "GeoMapping", "GeoProposal", "GeoReader",
    "Guess", "Limits", "Option", "ParentMapping", "ParentRule", "Question", "StagedGeography", "apply", "message_of",
    "open_geodata", "recognise",
]  # fmt: skip
