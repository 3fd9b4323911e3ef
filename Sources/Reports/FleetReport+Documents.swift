package import Codecs
import Engine
import Records
import Values

extension FleetReport {
    /// The report for programs: kind `report`.
    package var json: JSON {
        Document.json(
            kind: "report",
            [
                "since": .string(request.since.textToTheSecond),
                "entriesSince": .string(entriesSince.textToTheSecond),
                "until": .string(request.now.textToTheSecond),
                "status": status.json,
                "histories": .array(
                    pairs.map { HistoryReport(pair: $0.status.pair, newestFirst: $0.entries.reversed()).json }
                ),
                "fleet": json(whole),
                "groups": request.groups.map { _ in .array(groups.map(json)) },
                "pairs": .array(pairs.map(json)),
                "causes": .array(
                    causes.map { .complete(["cause": .string($0.cause), "failovers": .integer($0.count)]) }
                ),
                "engines": .array(
                    engines.map {
                        .complete([
                            "version": $0.version.map(JSON.string), "pairs": .integer($0.count),
                            "behind": .bool(
                                $0.version.map { EngineVersion.isOlder($0, than: request.engine) } ?? false
                            ),
                        ])
                    }
                ),
            ]
        )
    }

    private func json(_ group: Group) -> JSON {
        .complete([
            "name": .string(group.name),
            "pairs": .integer(group.pairs.count),
            "protected": .integer(group.protectedCount),
            "availability": group.availability.json,
            "recovery": group.recovery.json,
        ])
    }

    private func json(_ pair: PairReport) -> JSON {
        .complete([
            "pair": .string(pair.status.pair.text),
            "group": pair.group.map(JSON.string),
            "availability": pair.availability.json,
            "recovery": pair.recovery.json,
            "drillDue": pair.drillDue.map(JSON.string),
            "unconfirmed": .strings(pair.status.unconfirmed),
        ])
    }

    /// The report for spreadsheets: a row for each pair, what `vaer status` says of it first.
    package var csv: String {
        var csv = CSV(
            StatusReport.headings + [
                "group", "availability_percent", "available_ms", "unavailable_ms", "unavailable_in_drills_ms",
                "unknown_ms", "failovers", "failbacks", "recovery_median_ms", "recovery_p95_ms", "recovery_p99_ms",
                "recovery_slowest_ms", "drill_due", "unconfirmed",
            ]
        )
        for pair in pairs { csv.add(status.fields(pair.status) + fields(pair)) }
        return csv.text
    }

    private func fields(_ pair: PairReport) -> [String?] {
        let (times, availability) = (pair.recovery, pair.availability)
        let recovery = [times.percentile(50), times.percentile(95), times.percentile(99), times.slowest]
        let lengths = [availability.good, availability.unavailable, availability.inDrills, availability.unknown]
        let percent = availability.millionths == nil ? nil : String(availability.words.dropLast(2))
        return [pair.group, percent] + lengths.map { String($0.milliseconds) }
            + [String(times.count), String(pair.failovers.count - times.times.count + pair.older.failbacks)]
            + recovery.map { $0.map { String($0.milliseconds) } }
            + [pair.drillDue, pair.status.unconfirmed.joined(separator: " ")]
    }
}

extension Availability {
    /// The times for programs.
    fileprivate var json: JSON {
        .complete([
            "percent": millionths.map { _ in .number(String(words.dropLast(2))) },
            "totalMilliseconds": .milliseconds(total),
            "availableMilliseconds": .milliseconds(good),
            "unavailableMilliseconds": .milliseconds(unavailable),
            "unavailableInDrillsMilliseconds": .milliseconds(inDrills),
            "unknownMilliseconds": .milliseconds(unknown),
        ])
    }
}
