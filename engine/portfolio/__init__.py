"""And for everybody: the same rules over whole columns of cases, with the answers that one case would get."""
