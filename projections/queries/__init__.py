"""What is computed from read models and the log when it is asked for. What is kept stands with its noun."""
