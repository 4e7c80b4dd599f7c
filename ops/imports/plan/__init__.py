"""Plans: spreadsheets as officials write them."""
