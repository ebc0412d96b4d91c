"""Screens of the face, one module and one style sheet each."""
