"""What could follow: exact status, reasons, flips and questions, by answer set solving."""
