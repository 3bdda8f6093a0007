"""What the tests without input and output share."""

from hypothesis import HealthCheck, settings

# How fast examples come depends on what else the machine does, which says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
