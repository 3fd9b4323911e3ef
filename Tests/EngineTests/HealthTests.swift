import Engine
import Fleet
import Testing
import Values

struct HealthTests {
    @Test(arguments: Condition.allCases)
    func `each reading of a member means what the rules say`(condition: Condition) {
        let member = Fixture.pair().members.first
        let health = Health(member, Fixture.reading(.first, condition), statusChecks: true)
        #expect(health.isEligible == (condition.kind == .eligible))
        #expect(health.isFailed == (condition.kind == .failed))
        #expect(health.isUnknown == (condition.kind == .unknown))
        #expect(health.reasons.isEmpty == health.isEligible)
    }

    @Test func `what was not read at all is unknown`() {
        let member = Fixture.pair().members.first
        var reading = Fixture.reading(.first, .running)
        reading.interfaces = [:]
        reading.alarms = [:]
        let reasons = [
            "cannot be told: eni-0a000001 could not be read (it was not read)",
            "cannot be told: alarm 'a-tunnel' could not be read (it was not read)",
        ]
        #expect(Health(member, reading, statusChecks: true) == .unknown(reasons))
    }

    @Test func `a failure that is seen outweighs a read that failed, and that outweighs all else`() {
        let member = Fixture.pair().members.first
        var reading = Fixture.reading(.first, .checking)
        reading.alarms["a-tunnel"] = .unknown("Throttling")
        #expect(Health(member, reading, statusChecks: true).isUnknown)
        reading.statusCheck = .known(.impaired)
        #expect(Health(member, reading, statusChecks: true) == .failed(["fails its EC2 status check"]))
    }
}
