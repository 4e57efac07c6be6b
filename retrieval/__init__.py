"""A question becomes numbered passages. Start reading at `retrieve.py`."""
