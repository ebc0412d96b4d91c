"""Widgets of the face."""
