"""How fast rollouts are: the workloads and the clock."""
