"""What the kansli writes in the chapters of a report, and the page where it does."""
