"""Results -> one HTML file that a director can read: `build.py` gathers, `charts.py` draws, `page.html` shows."""
