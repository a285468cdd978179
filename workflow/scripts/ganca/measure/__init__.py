"""What the automata's pictures are worth: rollouts, metrics, statistics, tables, claims."""
