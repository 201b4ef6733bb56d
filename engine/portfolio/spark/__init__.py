"""The same portfolio under Apache Spark: its workers answer the rows, its scheduler is the only one."""
