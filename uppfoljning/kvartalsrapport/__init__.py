"""The kvartalsrapport: what it asks, how it is written, sent in and awaited (domain.md 2)."""
