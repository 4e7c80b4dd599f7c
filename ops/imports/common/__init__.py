"""What every import needs, whatever its source."""
