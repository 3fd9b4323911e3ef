package import Fleet
import Values

extension Health {
    /// What a member is like by what was read about it.
    ///
    /// A fact that shows a failure outweighs a read that failed; a read that failed outweighs everything else.
    package init(_ member: Member, _ reading: MemberReading, statusChecks: Bool) {
        var findings = Findings()
        findings.add(state: reading.state, instance: reading.instance ?? member.instance)
        if reading.state == .known(.running) {
            if statusChecks { findings.add(statusCheck: reading.statusCheck) }
            for interface in member.interfaces {
                findings.add(interface: interface, reading.interfaces[interface.eni] ?? .unknown("it was not read"))
            }
        }
        for alarm in member.alarms {
            findings.add(alarm: alarm, reading.alarms[alarm] ?? .unknown("it was not read"))
        }
        self = findings.health
    }
}

/// The reasons against a member, by how much they weigh.
private struct Findings {
    var failed: [String] = []
    var unknown: [String] = []
    var ineligible: [String] = []

    var health: Health {
        if !failed.isEmpty { return .failed(failed) }
        if !unknown.isEmpty { return .unknown(unknown) }
        return ineligible.isEmpty ? .eligible : .ineligible(ineligible)
    }

    mutating func add(state: Reading<InstanceState>, instance: InstanceID?) {
        switch state {
        case .known(.running): break
        case .known(.pending): failed.append("is still starting")
        case .known(.shuttingDown): failed.append("is being terminated")
        case .known(.terminated): failed.append("is terminated")
        case .known(.stopping): failed.append("is stopping")
        case .known(.stopped): failed.append("is stopped")
        case .absent:
            failed.append(instance.map { "has no instance: \($0) does not exist" } ?? "has no instance")
        case .unknown(let why): unknown.append("cannot be told: its state could not be read (\(why))")
        }
    }

    mutating func add(statusCheck: Reading<StatusCheck>) {
        switch statusCheck {
        case .known(.impaired): failed.append("fails its EC2 status check")
        // An instance that has just started has no result yet, and is not impaired.
        case .known(.ok), .known(.initializing), .known(.insufficientData), .known(.notApplicable), .absent: break
        case .unknown(let why): unknown.append("cannot be told: its status check could not be read (\(why))")
        }
    }

    mutating func add(interface: Interface, _ reading: Reading<InterfaceFacts>) {
        switch reading {
        case .known(let facts):
            if !facts.isAttached {
                failed.append("has lost \(interface.eni), which is not attached to it")
            } else if facts.checksSourceAndDestination {
                ineligible.append("drops routed traffic: the source/dest check of \(interface.eni) is on")
            }
        case .absent: failed.append("has lost \(interface.eni), which is not attached to it")
        case .unknown(let why): unknown.append("cannot be told: \(interface.eni) could not be read (\(why))")
        }
    }

    mutating func add(alarm: String, _ reading: Reading<AlarmState>) {
        switch reading {
        case .known(.alarm): failed.append("has the alarm '\(alarm)'")
        case .known(.ok), .known(.insufficientData), .absent: break
        case .unknown(let why): unknown.append("cannot be told: alarm '\(alarm)' could not be read (\(why))")
        }
    }
}
