"""The website channel: the widget, its sessions and turns, the home page."""
