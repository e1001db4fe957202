"""The monthly file: read in memory, checked, counted and dropped (domain.md 3, formats.md 2)."""
