"""What is wrong with a knowledge base that loads: looked for over all cases, by solving."""
