"""A local AWS for the demo and the tests: moto's control plane, with the event flow that moto leaves out."""

import os

# Several hundred machine images in each region cost seconds and megabytes, and nothing here is about images.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
