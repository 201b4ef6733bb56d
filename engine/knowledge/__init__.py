"""What do we know? The knowledge base: read strictly, checked, immutable. Start at loader.py."""
