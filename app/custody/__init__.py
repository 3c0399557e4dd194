"""Custody (lưu giữ): who has a dossier's papers and its licence at any moment, always exactly one. See docs/custody.md.

It is derived from events and reports (:mod:`app.custody.threads`) and looked up by :mod:`app.custody.holding`; what
people and the post's counter record of it goes through :func:`app.custody.recording.record`.
"""
