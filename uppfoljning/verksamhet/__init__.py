"""The förbund's own verksamhet: its aktiviteter, and its goals with their outcome."""
