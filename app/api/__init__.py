"""REST v1: JSON in and out, problem+json for what is wrong, OpenAPI 3.1 at ``/api/v1/openapi.json``."""
