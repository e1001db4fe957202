"""The kansli's review of a kvartalsrapport, round by round (domain.md 2)."""
