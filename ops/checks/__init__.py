"""The checks of `sijill check`: whether the log, what stands beside it and the read models are what the append function and the
code would have made."""
