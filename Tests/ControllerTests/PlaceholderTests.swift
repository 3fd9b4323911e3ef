import Testing

@Suite struct ControllerPlaceholderTests {}
