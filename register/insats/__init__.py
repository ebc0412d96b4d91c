"""The room of the insats: forms, participant codes, sealed rows, counting, locking. Its verbs are in `acts`.

The only room that may hold a participant code or an answer, and only while a form is open. Imports nothing from `register.kansli`.
"""
