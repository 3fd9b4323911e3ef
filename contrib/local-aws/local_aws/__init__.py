"""A local AWS for the demo and the tests: moto's control plane, with the event flow that moto leaves out."""
