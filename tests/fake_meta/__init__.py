"""Meta as far as the channels see it: a Graph API over real HTTP that answers, fails and calls back as the real one does."""
