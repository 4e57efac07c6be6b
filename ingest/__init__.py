"""Documents become vectors in Qdrant. Start reading at `pipeline.py`."""
