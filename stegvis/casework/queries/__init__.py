"""Reads of the work with people, one module per kind of page."""
