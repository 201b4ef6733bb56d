"""Was it so? Records of decisions, and proofs that they were not altered."""
