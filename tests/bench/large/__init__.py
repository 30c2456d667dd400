"""A house after many years: what fills its database, and what is measured there."""
