"""Who may do what: principals, their machine keys, secrets kept encrypted."""
