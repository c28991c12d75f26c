"""AIS messages field by field: the declared tables of ITU-R M.1371 and of its applications."""
