"""`sijill bench`: ours, the same work on the stock libraries, and the machine's own floor, in one run."""
