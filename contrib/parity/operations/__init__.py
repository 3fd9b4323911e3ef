"""One module per service; each has OPERATIONS: name -> (inputs, reply)."""
