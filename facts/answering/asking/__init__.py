"""The parts of an answer to a plain question: its sentences and what stands behind them."""
