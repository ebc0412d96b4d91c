"""Files for people outside the program. Knows only what a typed, finished table says; never opens a store, never imports textual.

Whoever wants a file calls a writer here with a table made by `register`; the writers compute no figure of their own.
"""
