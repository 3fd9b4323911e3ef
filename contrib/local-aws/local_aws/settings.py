"""How long emulated things take; every figure can be set on the command line and at run time."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Settings:
    """Emulated timings in seconds, short by default so that tests are quick."""

    port: int = 0
    auth: bool = True
    # EC2: how long an instance stays in the state on the way.
    pending: float = 0.5
    stopping: float = 0.8
    shutting_down: float = 0.5
    # EC2: how long the status checks of an instance are `initializing` after its start (AWS: two to three minutes).
    initializing: float = 0.0
    # EventBridge: from the event to its delivery, and how many times faster than real schedules run.
    eventbridge_latency: float = 0.05
    sweep_scale: float = 1.0
    # Lambda: waits before the second and the third try of an asynchronous invocation (AWS: 60 and 120).
    retry: tuple[float, ...] = (0.5, 1.0)
    # Lambda: how long a function is Pending after its creation, and a change InProgress.
    function_pending: float = 0.3
    # IAM: how long Lambda cannot assume a role that has just been made (AWS: up to some tens of seconds).
    role_propagation: float = 1.0
    # Whether EC2's token buckets are enforced.
    throttle: bool = False

    def update(self, changes: dict) -> None:
        """Changes settings by name; an unknown name is an error."""
        for name, value in changes.items():
            if not hasattr(self, name):
                raise KeyError(f"no setting '{name}'")
            setattr(self, name, tuple(value) if name == "retry" else type(getattr(self, name))(value))


SETTINGS = Settings()
