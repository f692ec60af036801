"""The record in memory: compact rows and their indexes, immutable, in layers (base; one a server).

Questions are answered from here, never from the database. Built by `facts.store`; read through a
`View`, which joins the layers and applies `as_of`. No I/O, no words of people.
"""

from facts.snapshot.changing import Changes, changed
from facts.snapshot.layer import Edge, Layer, Overlay, RecordCorrection
from facts.snapshot.record import Record
from facts.snapshot.view import Neighbour, View

__all__ = [
    "Changes",
    "Edge",
    "Layer",
    "Neighbour",
    "Overlay",
    "Record",
    "RecordCorrection",
    "View",
    "changed",
]
