"""A mapping applied to a sheet: observations, and everything that is wrong with it, at once."""
