import Testing

@Suite struct FleetPlaceholderTests {}
