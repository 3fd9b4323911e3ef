// swift-tools-version: 6.2

import PackageDescription

/// Shared by every target of ours; the proposal number says what a flag does.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .strictMemorySafety(),  // SE-0458
    .treatAllWarnings(as: .error),  // SE-0443
]

/// For what is linked into the Lambda function: without the regex engine, which is a tenth of its size.
let leanSettings =
    settings + [.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])]

// One section per target, in the order in which data flows; dependencies sorted.
let package = Package(
    name: "vaer",
    products: [
        .executable(name: "vaer", targets: ["vaer"]),
        .executable(name: "vaer-failover", targets: ["vaer-failover"]),
        .executable(name: "vaer-simulate", targets: ["vaer-simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Typed ids, ARN, CIDR, Region, Timestamp.
        .target(name: "Values", swiftSettings: leanSettings),
        .testTarget(name: "ValuesTests", dependencies: ["Values"], swiftSettings: settings),

        // The suites that others wrote, for the tests.
        .target(name: "SuiteSupport", path: "Tests/SuiteSupport", swiftSettings: settings),

        // The XML and JSON that the Lambda needs, without Foundation.
        .target(name: "Codecs", swiftSettings: leanSettings),
        .testTarget(name: "CodecsTests", dependencies: ["Codecs", "SuiteSupport"], swiftSettings: settings),

        // The one vocabulary of all stages.
        .target(name: "Fleet", dependencies: ["Codecs", "Values"], swiftSettings: leanSettings),
        .testTarget(name: "FleetTests", dependencies: ["Codecs", "Fleet", "Values"], swiftSettings: settings),

        // Decisions, provable without AWS.
        .target(name: "Engine", dependencies: ["Fleet", "Values"], swiftSettings: leanSettings),
        .testTarget(name: "EngineTests", dependencies: ["Engine", "Fleet", "Values"], swiftSettings: settings),

        // A whole world in which the engine has to keep its promises.
        .target(name: "Simulation", dependencies: ["Engine", "Fleet", "Values"], swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Engine", "Fleet", "Simulation", "Values"],
            swiftSettings: settings
        ),
        .executableTarget(name: "vaer-simulate", dependencies: ["Simulation"], swiftSettings: settings),

        // The C libraries and the one place that touches networking.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "HTTP", dependencies: ["CCurl", "Values"], swiftSettings: leanSettings),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Values"], swiftSettings: settings),

        // Signing, credentials of the environment, endpoints, retries; EC2 and SNS: what the Lambda needs.
        .target(name: "AWS", dependencies: ["CCrypto", "Codecs", "HTTP", "Values"], swiftSettings: leanSettings),
        .testTarget(
            name: "AWSTests",
            dependencies: ["AWS", "Codecs", "HTTP", "SuiteSupport", "Values"],
            swiftSettings: settings
        ),

        // The services and the credential sources that only the controller needs.
        .target(
            name: "AWSControlPlane",
            dependencies: ["AWS", "Codecs", "HTTP", "Values"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AWSControlPlaneTests",
            dependencies: ["AWS", "AWSControlPlane", "Codecs", "HTTP", "SuiteSupport", "Values"],
            exclude: ["Golden"],
            swiftSettings: settings
        ),

        // The only bridge between decisions and EC2 calls.
        .target(
            name: "Failover",
            dependencies: ["AWS", "Codecs", "Engine", "Fleet", "Values"],
            swiftSettings: leanSettings
        ),
        .testTarget(
            name: "FailoverTests",
            dependencies: ["AWS", "Codecs", "Engine", "Failover", "Fleet", "HTTP", "Values"],
            swiftSettings: settings
        ),

        // Source text to fleet: lexer, syntax tree, schema, checks, diagnostics.
        .target(name: "PairLanguage", dependencies: ["Fleet", "Values"], swiftSettings: settings),
        .testTarget(
            name: "PairLanguageTests",
            dependencies: ["Fleet", "PairLanguage", "Values"],
            exclude: ["Golden"],
            swiftSettings: settings
        ),

        // The definitions in editors: the Language Server Protocol, without its streams.
        .target(name: "LanguageServer", dependencies: ["Codecs", "PairLanguage"], swiftSettings: settings),
        .testTarget(
            name: "LanguageServerTests",
            dependencies: ["Codecs", "LanguageServer", "PairLanguage"],
            swiftSettings: settings
        ),

        // Pairs that no definition has yet: found in a network, listed in a table, made by hand.
        .target(
            name: "Onboarding",
            dependencies: ["Codecs", "Fleet", "PairLanguage", "Values"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OnboardingTests",
            dependencies: ["Codecs", "Fleet", "Onboarding", "PairLanguage", "Values"],
            swiftSettings: settings
        ),

        // Desired resources, difference, order.
        .target(name: "Planning", dependencies: ["Codecs", "Fleet", "Values"], swiftSettings: settings),
        .testTarget(
            name: "PlanningTests",
            dependencies: ["Codecs", "Fleet", "Planning", "Values"],
            exclude: ["Golden"],
            swiftSettings: settings
        ),

        // Observes AWS, executes plans, decides nothing.
        .target(
            name: "Provisioning",
            dependencies: ["AWS", "AWSControlPlane", "Codecs", "Fleet", "HTTP", "Onboarding", "Planning", "Values"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProvisioningTests",
            dependencies: ["AWS", "AWSControlPlane", "Codecs", "Fleet", "HTTP", "Planning", "Provisioning", "Values"],
            swiftSettings: settings
        ),

        // What was seen and done: stored by History, shown by Reports.
        .target(name: "Records", dependencies: ["Engine", "Fleet", "Values"], swiftSettings: settings),
        .testTarget(
            name: "RecordsTests",
            dependencies: ["Engine", "Fleet", "Records", "Values"],
            swiftSettings: settings
        ),

        // Migrations and the one owner of the database file.
        .target(
            name: "History",
            dependencies: ["Engine", "Fleet", .product(name: "GRDB", package: "GRDB.swift"), "Records", "Values"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HistoryTests",
            dependencies: [
                "Engine", "Fleet", .product(name: "GRDB", package: "GRDB.swift"), "History", "Records", "Values",
            ],
            swiftSettings: settings
        ),

        // Text, JSON and HTML from values.
        .target(
            name: "Reports",
            dependencies: ["Codecs", "Engine", "Fleet", "Onboarding", "Planning", "Records", "Values"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Codecs", "Engine", "Fleet", "Onboarding", "Planning", "Records", "Reports", "Values"],
            exclude: ["Golden"],
            swiftSettings: settings
        ),

        // Sweeps, applies and drills over many pairs.
        .target(
            name: "Controller",
            dependencies: [
                "AWS", "AWSControlPlane", "Codecs", "Engine", "Failover", "Fleet", "History",
                .product(name: "Logging", package: "swift-log"), "Onboarding", "Planning", "Provisioning", "Records",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"), "Values",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ControllerTests",
            dependencies: [
                "AWS", "Codecs", "Controller", "Engine", "Failover", "Fleet", "History", "Records", "Values",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // What the controller tells of that no function can see, and by which ways.
        .target(
            name: "Alerting",
            dependencies: [
                "AWS", "AWSControlPlane", "Codecs", "Controller", "Engine", "Fleet", "History", "HTTP", "Planning",
                "Records",
                "Reports",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), "Values",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AlertingTests",
            dependencies: [
                "Alerting", "AWS", "Codecs", "Controller", "Engine", "Fleet", "History", "HTTP", "Planning", "Records",
                "Values",
            ],
            swiftSettings: settings
        ),

        // The controller in browsers and for programs: page, JSON, metrics; reads only.
        .target(
            name: "StatusServer",
            dependencies: [
                "Codecs", "Controller", "Fleet", "History", .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                "Planning", "Records", "Reports",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), "Values",
            ],
            resources: [.embedInCode("Assets/openapi.json"), .embedInCode("Assets/live.js")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StatusServerTests",
            dependencies: [
                "Codecs", "Controller", "Engine", "Fleet", "History",
                .product(name: "NIOEmbedded", package: "swift-nio"),
                "Records", "Reports", "StatusServer", "Values",
            ],
            swiftSettings: settings
        ),

        // Flags, context, printing.
        .executableTarget(
            name: "vaer",
            dependencies: [
                "Alerting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                "AWS", "AWSControlPlane", "Codecs", "Controller", "Engine", "Failover", "Fleet", "History", "HTTP",
                "LanguageServer", "Onboarding", "PairLanguage", "Planning", "Provisioning", "Records", "Reports",
                "StatusServer", .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), "Values",
            ],
            swiftSettings: settings
        ),

        // The Lambda `bootstrap`: the runtime loop only.
        .executableTarget(
            name: "vaer-failover",
            dependencies: ["AWS", "Codecs", "Engine", "Failover", "Fleet", "HTTP", "Values"],
            swiftSettings: leanSettings
        ),

        // Our side of contrib/bench/client.
        .executableTarget(
            name: "ClientThroughput",
            dependencies: ["AWS", "AWSControlPlane", "HTTP", "Values"],
            path: "contrib/bench/throughput",
            swiftSettings: settings
        ),

        // Rules about the code itself: imports, file lengths, doc comments.
        .testTarget(name: "TidyTests", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
