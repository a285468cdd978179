"""Generative adversarial neural cellular automata: fonts, edges, automaton, training, measuring.

The library knows nothing of Snakemake and of no path under ``results/``; the scripts beside it
connect the two.  Source of every section number in its docstrings: Otte, Delfosse, Czech and
Kersting, *Generative Adversarial Neural Cellular Automata*, 2021, arXiv:2108.04328.
"""
