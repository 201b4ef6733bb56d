"""The report of a case as one page that can be sent to somebody: HTML by templates, or Markdown."""
