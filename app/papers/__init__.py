"""Papers: which a dossier has, printed once, given to whoever asks, marked when printed again."""
