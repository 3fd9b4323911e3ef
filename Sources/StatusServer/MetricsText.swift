import NIOCore

/// Writes metrics as Prometheus reads them: in its own text form, or as OpenMetrics.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>,
/// <https://prometheus.io/docs/specs/om/open_metrics_spec/>
struct MetricsText: Sendable {
    /// A form of the text.
    enum Form: Sendable {
        /// Prometheus' own, version 0.0.4.
        case prometheus
        /// OpenMetrics 1.0.
        case openMetrics

        /// The one that an `Accept` header asks for; Prometheus' own unless OpenMetrics is named.
        init(accept: String?) {
            self = accept?.contains("application/openmetrics-text") == true ? .openMetrics : .prometheus
        }

        /// The media type.
        var type: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    /// What a family's values mean.
    enum Kind: String, Sendable {
        case gauge
        case counter
        case histogram
    }

    /// A label's name and its value.
    typealias Label = (name: String, value: String)

    /// The size of a piece: one block for megabytes would be copied again and again while it grows.
    private static let pieceBytes = 64 << 10

    private let form: Form
    private var full: [ByteBuffer] = []
    private var piece = ByteBuffer()

    /// An empty text.
    init(_ form: Form) { self.form = form }

    /// The whole text, in pieces.
    var pieces: [ByteBuffer] {
        var last = piece
        if form == .openMetrics { last.writeString("# EOF\n") }
        return full + [last]
    }

    /// Begins a family; the name of a counter is written without `_total`.
    mutating func family(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        // In Prometheus' own form a family has the name of its samples.
        let title = kind == .counter && form == .prometheus ? "\(name)_total" : name
        add("# HELP \(title) \(help)\n# TYPE \(title) \(kind.rawValue)\n")
        if form == .openMetrics, let unit { add("# UNIT \(title) \(unit)\n") }
    }

    /// Adds a sample.
    mutating func sample(_ name: String, _ labels: [Label] = [], _ value: Double) {
        let shown = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        add(name + (labels.isEmpty ? "" : "{\(shown)}") + " \(Self.number(value))\n")
    }

    private mutating func add(_ lines: String) {
        if piece.readableBytes + lines.utf8.count > Self.pieceBytes {
            full.append(piece)
            piece = ByteBuffer()
        }
        if piece.capacity == 0 { piece.reserveCapacity(Self.pieceBytes) }
        piece.writeString(lines)
    }

    /// A whole number without a point, as people write it.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == 0x0A }) else {
            return text
        }
        return text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
