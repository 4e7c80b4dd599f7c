"""What happens because a moment has come. Clocks follow no log: they ask the read models what is due."""
