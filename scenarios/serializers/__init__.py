"""How scenarios, runs, comparisons and reports look on the wire, one module for each."""
