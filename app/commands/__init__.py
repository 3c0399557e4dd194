"""Commands for the operator, each group a module: ``flask --help``."""
