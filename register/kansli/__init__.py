"""The room of the kansli: received counts and the outcomes computed from them. Its verbs are in `acts`.

Knows counts, never rows, codes, handles or forms. Imports nothing from `register.insats`.
"""
