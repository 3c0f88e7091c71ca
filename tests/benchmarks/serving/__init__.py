"""Other ways to serve a list from the same shop, behind the same web server; see docs/performance.md."""
