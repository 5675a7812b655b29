"""The life of partners with the program: which state may follow which, what each needs, how a partner leaves and comes back."""
