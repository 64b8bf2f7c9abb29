"""Invented people in bulk, for trying and for load (``stegvis demo fill``).

The same seed and day give the same people on every machine: what is drawn for a person follows
from the seed and the person's number alone.
"""
