import Testing

@Suite struct AWSPlaceholderTests {}
