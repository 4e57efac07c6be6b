"""A person's turn becomes an answer with its sources. Start reading at `turn.py`."""
