"""Learning records for others: what learners complete, pass and earn, as xAPI statements to the operator's record store."""
