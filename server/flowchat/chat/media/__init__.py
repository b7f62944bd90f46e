"""Files and pictures: taken in, kept, shown and let go."""
