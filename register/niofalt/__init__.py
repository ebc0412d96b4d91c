"""Judgements that a förbund makes by choice: niofältaren, a grid of three by three, and the resultatmall, a list of questions."""
