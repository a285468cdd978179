"""What is looked at: figures, animations, the report's pages and the live page."""
