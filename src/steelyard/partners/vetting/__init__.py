"""Vetting: questionnaires that partners answer, how much risk the answers show, who decides, and red flags."""
