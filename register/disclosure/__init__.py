"""The gate: what is published, what is hidden, and the proof that what is hidden can't be worked out."""
