"""The parts that all imports share."""
