"""Rules as data: what a rule set may say, how it is read, and what follows from it. What the rules say stands in data/."""
