"""Charts drawn by the server: rank order, time line, distribution, sparkline."""
