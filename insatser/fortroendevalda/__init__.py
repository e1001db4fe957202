"""Those who lead and review the förbund, and its members."""
