LONG_TAIL_RULEBOOK = "long_tail"
