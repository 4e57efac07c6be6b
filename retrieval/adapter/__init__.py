"""How the encoder's adapter for questions in Latin script is trained. Start reading at `train.py`."""
