import Testing

@Suite struct AWSControlPlanePlaceholderTests {}
