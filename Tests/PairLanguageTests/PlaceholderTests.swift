import Testing

@Suite struct PairLanguagePlaceholderTests {}
