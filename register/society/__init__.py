"""Society beside the insatser: figures that others have published, read from their files. No count of ours is ever in here."""
