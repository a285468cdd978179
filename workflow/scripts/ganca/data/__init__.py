"""Data sets: fonts and folders of pictures in, edge maps with targets, names and a split out."""
