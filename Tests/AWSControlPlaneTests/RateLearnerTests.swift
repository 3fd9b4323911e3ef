import AWS
import Codecs
import Foundation
import Testing
import Values

@testable import AWSControlPlane

@Suite struct RateLearnerTests {
    private let start = Timestamp(milliseconds: 1_772_357_400_000)

    @Test func `the adaptive mode has the rates that botocore's has, answer by answer`() throws {
        let file = ParityFixture.folder.deletingLastPathComponent().appending(path: "adaptive.json")
        let traces = try JSON.parse([UInt8](Data(contentsOf: file))).elements
        #expect(traces.count == 6)
        for trace in traces {
            var learner: RateLearner?
            for answer in trace["answers"]?.elements ?? [] {
                let now = Timestamp(milliseconds: Int64(try #require(answer["milliseconds"]?.integer)))
                if learner == nil { learner = RateLearner(published: 1, mode: .adaptive, now: now) }
                learner?.note(wasThrottled: answer["throttled"]?.bool == true, at: now)
                let (ours, theirs) = (learner?.rate(at: now), answer["rate"]?.double)
                let distance = abs((ours ?? 0) - (theirs ?? 0))
                #expect((ours == nil) == (theirs == nil) && distance < 1e-6, "\(trace["name"]?.string ?? "") at \(now)")
            }
        }
    }

    @Test func `in the standard mode a throttle slows down and time heals, up to the published limit`() {
        var learner = RateLearner(published: 20, mode: .standard, now: start)
        #expect(learner.rate(at: start) == 20)
        learner.note(wasThrottled: true, at: start)
        // Those that were under way together count once.
        learner.note(wasThrottled: true, at: start + .milliseconds(100))
        let rates = [0, 1, 2, 3, 10, 3600].map { learner.rate(at: start + .seconds($0)) ?? 0 }
        #expect(abs(rates[0] - 14) < 1e-9)
        #expect(rates == rates.sorted())
        #expect(rates[2] > 19 && rates[2] < 20 && rates[4] == 20 && rates[5] == 20)
        for second in 1...100 { learner.note(wasThrottled: true, at: start + .seconds(second)) }
        #expect(learner.rate(at: start + .seconds(100)) ?? 0 >= 0.5)
    }
}
