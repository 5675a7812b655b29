"""What was used before which win: of every content, of every sale, of every partner."""
