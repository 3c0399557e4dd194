"""The public-service portal (cổng dịch vụ công): its webhook in, its code lists, and how its dossiers become ours.

``door.blueprint`` hangs the webhook into Flask; ``messages.answer`` is the whole way of one message.
"""
