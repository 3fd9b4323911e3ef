import Engine
import Fleet
import Foundation
import Records
import Testing
import Values

@testable import History

@Suite struct RedactionTests {
    @Test(arguments: [
        ("the key AKIAIOSFODNN7EXAMPLE is unknown", "the key [redacted] is unknown"),
        ("Credential=ASIAIOSFODNN7EXAMPLE/20260301/us-west-1", "Credential=[redacted]/20260301/us-west-1"),
        ("secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE1 leaked", "secret [redacted] leaked"),
        ("x-amz-security-token:IQoJb3JpZ2luX2Vj//8=\nx-amz-date:1", "x-amz-security-token:[redacted]=\nx-amz-date:1"),
        ("\"SessionToken\": \"IQoJb3JpZ2lu\", \"a\": 1", "\"SessionToken\": \"[redacted]\", \"a\": 1"),
        (
            "SignedHeaders=host;x-amz-date, Signature=98ad721746da",
            "SignedHeaders=host;x-amz-date, Signature=[redacted]"
        ),
        ("AWS_SECRET_ACCESS_KEY=abc def ghi", "AWS_SECRET_ACCESS_KEY=[redacted] def ghi"),
        ("the security token included in the request", "the security token included in the request"),
        ("digest da39a3ee5e6b4b0d3255bfef95601890afd80709", "digest da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (
            "arn:aws:iam::731262942057:role/vaer/vaer-sfo-us-west-1",
            "arn:aws:iam::731262942057:role/vaer/vaer-sfo-us-west-1"
        ),
        ("全部正常, vAER-A läuft wieder", "全部正常, vAER-A läuft wieder"),
    ])
    func `secrets are masked and all else is kept`(text: String, cleaned: String) {
        #expect(Redaction.clean(text) == cleaned)
    }

    @Test func `a long text is cut`() {
        #expect(Redaction.clean(String(repeating: "é ", count: 9000)).utf8.count <= Redaction.limitBytes + 3)
    }

    @Test func `no canary reaches the file`() async throws {
        let directory = try TemporaryDirectory()
        let store = try HistoryStore(.file(directory.file()), now: Samples.moment(0))
        let canary = "AKIAIOSFODNN7CANARY1"
        var sighting = try Samples.sighting(
            health: BySide(first: .failed(["key \(canary)"]), second: .eligible),
            reason: "key \(canary)"
        )
        sighting.drift = Drift(isPresent: true, summary: "key \(canary)", comparedAt: Samples.moment(0))
        sighting.pair.description = "key \(canary)"
        var failover = try Samples.failover(
            moves: [MoveRecord(move: try Samples.move(), outcome: .failed("key \(canary)"), duration: .zero)]
        )
        failover.reason = "key \(canary)"
        try await store.record(sweep: SweepRecord(sightings: [sighting], failovers: [failover]))
        let drill = try await store.begin(drillFrom: try Samples.snapshot())
        try await store.finish(drill: drill, outcome: .failed("key \(canary)"), at: Samples.moment(1))

        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let bytes = try Data(contentsOf: URL(filePath: directory.file(name)))
            #expect(bytes.range(of: Data(canary.utf8)) == nil, "in \(name)")
        }
    }
}
