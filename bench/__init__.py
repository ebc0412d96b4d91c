"""The figures that users wait for, as ratios to something that cannot be faster: ``python -m bench``."""
