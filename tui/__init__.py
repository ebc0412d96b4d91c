"""The face: the Textual app and the command line. Shows what the acts of `register` answer; holds no rule of the domain.

The only package that reads the real clock and talks to a terminal. Heavy libraries are imported by what needs them, after the first frame.
"""
