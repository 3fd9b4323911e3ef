import Testing

@Suite struct FailoverPlaceholderTests {}
