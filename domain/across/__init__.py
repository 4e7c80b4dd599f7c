"""What must know two contexts: a look of one at the other, checked on append like every look. The contexts do not know it."""
