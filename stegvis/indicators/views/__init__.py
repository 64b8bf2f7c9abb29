"""Pages: figures and the people behind them; definitions as they are read."""
