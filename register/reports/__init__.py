"""Reports: what is said of tables that the gate has let through.

This room stands after the gate: it knows :class:`~register.disclosure.protected.ProtectedTable`, goals and published references, and no count
that could be secret. Shares, intervals, verdicts, charts and sentences are made here, and a hidden cell hides whatever follows from it.
"""
