"""How do we show what the workbench found? One module for each thing that it finds."""
