"""The kansli's own view of insatser for a period of the PM (domain.md 2)."""
