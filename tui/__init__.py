"""The face: the Textual app, its widgets, and the command line."""
