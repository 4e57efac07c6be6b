"""Measures of quality and speed; nothing but server.py may import this."""
