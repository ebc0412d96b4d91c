"""Counts that are no participations: counters as the förbund defines them in ``raknare.toml``, their values, and what can be read out of them."""
