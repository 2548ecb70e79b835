"""Settings shared by all tests."""

from hypothesis import HealthCheck, settings

# The same examples on every machine and every run; a slow machine is no fault.
settings.register_profile(
    "project",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")
