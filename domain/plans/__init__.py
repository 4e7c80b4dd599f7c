"""Plans: how they are made, adopted, carried out and evaluated."""
