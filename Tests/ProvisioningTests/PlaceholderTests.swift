import Testing

@Suite struct ProvisioningPlaceholderTests {}
