"""What other systems have exported, brought into the record through commands."""
