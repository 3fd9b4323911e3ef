import Testing

@Suite struct PlanningPlaceholderTests {}
