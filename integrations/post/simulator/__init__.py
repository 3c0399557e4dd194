"""The post as a service of its own (giả lập bưu điện): for integrators, ``make run`` and tests.

REST in NGSP's shape and its LGSP variant, SOAP from our contract, one state behind all of them; faults on demand.
``python -m integrations.post.simulator --port 9000`` starts it; docs/post.md says what it can do.
"""
