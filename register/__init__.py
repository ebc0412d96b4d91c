"""The domain and its stores. Knows no screen and no file format for readers; may be asked by exports and tui, and asks neither.

Its rooms are zones of trust: `insats` handles codes and sealed rows about people, `kansli` only ever sees counts, and neither imports the other.
What both need (counts, periods, vocabulary, vault, delivery, audit log) lies at this level and knows neither of them.
"""
