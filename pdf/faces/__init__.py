"""Font files, made by :mod:`pdf.faces.build` and shipped, so that a process starts fast and never differs."""
