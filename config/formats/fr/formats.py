"""Dates and hours in French as international organisations print them: 28 novembre 2026 à 8 h 14.

What is not here is as Django has it. The first of a month is config/dates.py's.
"""

# No line may break inside of an hour.
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = f"j F Y à {TIME_FORMAT}"
SHORT_DATETIME_FORMAT = f"d/m/Y à {TIME_FORMAT}"
