import Foundation
import Testing

/// Rules about the code itself, which no compiler checks.
@Suite struct TidyTests {
    /// Which modules each target may import: the seams of the design, as a literal.
    static let imports: [String: Set<String>] = [
        "Values": [],
        "Codecs": [],
        "Fleet": ["Codecs", "Values"],
        "Engine": ["Fleet", "Values"],
        "Simulation": ["Engine", "Fleet", "Values"],
        "vaer-simulate": ["Foundation", "Simulation"],
        "CCurl": [],
        "CCrypto": [],
        "HTTP": ["CCurl", "Glibc", "Synchronization", "Values"],
        "AWS": ["CCrypto", "Codecs", "Glibc", "HTTP", "Synchronization", "Values"],
        "AWSControlPlane": ["AWS", "Codecs", "Glibc", "HTTP", "Values"],
        "Failover": ["AWS", "Codecs", "Engine", "Fleet", "Values"],
        "PairLanguage": ["Fleet", "Values"],
        "LanguageServer": ["Codecs", "PairLanguage"],
        "Onboarding": ["Codecs", "Fleet", "PairLanguage", "Values"],
        "Planning": ["Codecs", "Fleet", "Values"],
        "Provisioning": ["AWS", "AWSControlPlane", "Codecs", "Fleet", "HTTP", "Onboarding", "Planning", "Values"],
        "Records": ["Engine", "Fleet", "Values"],
        "History": ["Engine", "Fleet", "Foundation", "Glibc", "GRDB", "Records", "Values"],
        "Reports": ["Codecs", "Engine", "Fleet", "Onboarding", "Planning", "Records", "Values"],
        "Controller": [
            "AWS", "AWSControlPlane", "Codecs", "Engine", "Failover", "Fleet", "Foundation", "History", "Logging",
            "Onboarding", "Planning", "Provisioning", "Records", "ServiceLifecycle", "UnixSignals", "Values",
        ],
        "Alerting": [
            "AWS", "AWSControlPlane", "Codecs", "Controller", "Engine", "Fleet", "Foundation", "History", "HTTP",
            "Planning", "Records", "Reports", "ServiceLifecycle", "Values",
        ],
        "StatusServer": [
            "Codecs", "Controller", "Engine", "Fleet", "Foundation", "Glibc", "History", "HTTPTypes", "Hummingbird",
            "HummingbirdCore", "Logging", "NIOCore", "NIOPosix", "Planning", "Records", "Reports", "ServiceLifecycle",
            "Synchronization", "Values",
        ],
        "vaer": [
            "Alerting", "ArgumentParser", "AWS", "AWSControlPlane", "Codecs", "Controller", "Dispatch", "Engine",
            "Failover",
            "Fleet",
            "Foundation", "Glibc", "History", "HTTP", "LanguageServer", "Onboarding", "PairLanguage", "Planning",
            "Provisioning", "Records", "Reports", "ServiceLifecycle", "StatusServer", "Synchronization", "Values",
        ],
        "vaer-failover": [
            "AWS", "Codecs", "Engine", "Failover", "Fleet", "Glibc", "HTTP", "Synchronization",
            "Values",
        ],
    ]

    @Test func `every folder of sources is in the import table, and every row of the table has a folder`() throws {
        #expect(Set(try SourceTree.targets()) == Set(Self.imports.keys))
    }

    @Test func `no file imports what its target may not`() throws {
        for file in try SourceTree.files("Sources") {
            let allowed = Self.imports[file.target] ?? []
            for (number, line) in file.numberedLines {
                guard let module = line.importedModule else { continue }
                #expect(allowed.contains(module), "\(file.path):\(number): \(file.target) may not import \(module)")
            }
        }
    }

    @Test func `no source file is longer than 300 lines`() throws {
        for file in try SourceTree.files("Sources") {
            let count = file.lines.count
            #expect(count <= 300, "\(file.path) has \(count) lines")
        }
    }

    @Test func `every type and every package member has a doc comment`() throws {
        for file in try SourceTree.files("Sources") {
            for (number, line) in file.numberedLines where line.needsDocComment {
                let hasComment = file.hasDocComment(above: number)
                #expect(hasComment, "\(file.path):\(number): \(line.trimmed)")
            }
        }
    }

    @Test func `nothing is public and nothing is left for later`() throws {
        let forbidden = ["public ", "open class", "TODO", "FIXME", "fatalError(", "try!", "Task.detached"]
        for file in try SourceTree.files("Sources") {
            for (number, line) in file.numberedLines {
                for word in forbidden where line.text.contains(word) && !line.trimmed.hasPrefix("//") {
                    Issue.record("\(file.path):\(number): '\(word)' in \(line.trimmed)")
                }
            }
        }
    }

    @Test func `each rule finds the violation that it is there for`() {
        #expect(SourceLine("package import Glibc").importedModule == "Glibc")
        #expect(SourceLine("    let important = 1").importedModule == nil)
        #expect(SourceLine("    package func act() {}").needsDocComment)
        #expect(SourceLine("private enum Choice {").needsDocComment)
        #expect(!SourceLine("    let value: Int").needsDocComment)
        let file = SourceFile(path: "Sources/X/Y.swift", text: "/// Says it.\n@frozen\nstruct A {}\n\nstruct B {}")
        #expect(file.hasDocComment(above: 3))
        #expect(!file.hasDocComment(above: 5))
    }
}
