"""Pages of deal registration: forms in, commands and queries asked, templates out."""
