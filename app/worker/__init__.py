"""The worker's parts, each one process under the supervisor that ``worker.py`` starts: relay, RQ workers for papers and
for orders to the post, clerk for shift files, tracker, reconciler.
"""
