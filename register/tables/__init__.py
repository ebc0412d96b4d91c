"""Tables: what reports consist of, counted from batches and taken through the gate.

This room stands before the gate: it knows counts, the vocabulary and disclosure control, and neither insats nor kansli: both hand it their batches.
"""
