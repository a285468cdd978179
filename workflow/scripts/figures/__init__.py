"""The figures, a module each; rule `figure` draws the one that its wildcard names.

A figure's module defines `draw(paths, params)`, where `paths` is the rule's named input files and
`params` its parameters.  It returns the matplotlib figure and the credit for the pictures in it:
whose they are, or "" for nobody's.  A figure reads arrays and tables and never imports torch.
"""
