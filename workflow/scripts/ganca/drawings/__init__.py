"""Drawings as edge maps: read from files, drawn by a program, or redrawn from line art."""
