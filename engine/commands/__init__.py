"""What can be run: one Click command a file. They parse, call and show; this room alone imports click."""
