"""REST v1: JSON in and out, problem+json for what is wrong, OpenAPI 3.1 at ``/api/v1/openapi.json``.

``<room>.py`` has the routes of a room: each reads what is asked, calls one use case and answers with what came of it;
where there are many, some stand in a module of their own with ``add``. ``<room>_schemas.py`` has the shapes of what is
sent and answered (``_answers.py`` the answered ones where they fill a module), ``<room>_replies.py`` brings the ends of
use cases into them. Those of a dossier itself are ``schemas``, ``answers`` and ``replies``.

For every room: ``requests`` (who asks, what is sent), ``sent`` and ``told`` (fields of shapes), ``openapi`` (how routes
are described), ``paging``, ``problems``.
"""
