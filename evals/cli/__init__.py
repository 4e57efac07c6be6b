"""The commands of `python -m evals`, each with its arguments."""
