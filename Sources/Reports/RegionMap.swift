import Records
import Values

/// A map of the world with a circle for each region that has pairs.
///
/// It only shows roughly where things are; what it says stands in a table, too.
struct RegionMap {
    private let regions: [(region: Region, group: FleetReport.Group)]

    /// A map of these regions; one whose place is not known is in the table alone.
    init(_ regions: [(region: Region, group: FleetReport.Group)]) { self.regions = regions }

    /// The picture: longitude across, latitude from 75° north to 56° south.
    var svg: HTML {
        let words = regions.map { region, group in
            "\(region.name) \(Wording.count(group.pairs.count, "pair")), \(group.protectedCount) protected"
        }
        return """
            <svg class="map" viewBox="0 0 900 328" role="img" aria-label="Map of the regions: \(words.joined(separator: "; "))">
            \(Self.land.map { land -> HTML in "<polygon class=\"land\" points=\"\(Self.points(land))\"/>" })
            \(marks)
            </svg>
            """
    }

    /// A circle for each region, with the number of its pairs and, where there is room, its name.
    private var marks: [HTML] {
        let spots = regions.compactMap { region, group -> Spot? in
            guard let place = Self.places[region.name] else { return nil }
            let (x, y) = Self.position(place.longitude, place.latitude)
            return Spot(name: region.name, group: group, x: x, y: y)
        }
        var taken = spots.map(\.box)
        return spots.map { spot in
            let label = spot.labels.first { label in !taken.contains { $0.overlaps(label.box) } }
            if let label { taken.append(label.box) }
            return spot.mark(label)
        }
    }

    private static func position(_ longitude: Double, _ latitude: Double) -> (x: Double, y: Double) {
        ((longitude + 180) * 2.5, (75 - latitude) * 2.5)
    }

    private static func points(_ land: [(Double, Double)]) -> String {
        land.map { place in
            let (x, y) = position(place.0, place.1)
            return "\(Int(x.rounded())),\(Int(y.rounded()))"
        }.joined(separator: " ")
    }

    /// About where the regions are, in degrees east and north: the town or province that AWS names.
    ///
    /// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
    private static let places: [String: (longitude: Double, latitude: Double)] = [
        "af-south-1": (18.4, -33.9), "ap-east-1": (114.2, 22.3), "ap-east-2": (121.5, 25),
        "ap-northeast-1": (139.7, 35.7),
        "ap-northeast-2": (127, 37.6), "ap-northeast-3": (135.5, 34.7), "ap-south-1": (72.9, 19.1),
        "ap-south-2": (78.5, 17.4), "ap-southeast-1": (103.8, 1.4), "ap-southeast-2": (151.2, -33.9),
        "ap-southeast-3": (106.8, -6.2), "ap-southeast-4": (145, -37.8), "ap-southeast-5": (101.7, 3.1),
        "ap-southeast-6": (174.8, -36.8), "ap-southeast-7": (100.5, 13.8), "ca-central-1": (-73.6, 45.5),
        "ca-west-1": (-114.1, 51), "cn-north-1": (116.4, 39.9), "cn-northwest-1": (106.2, 38.5),
        "eu-central-1": (8.7, 50.1), "eu-central-2": (8.5, 47.4), "eu-north-1": (18.1, 59.3), "eu-south-1": (9.2, 45.5),
        "eu-south-2": (-0.9, 41.6), "eu-west-1": (-6.3, 53.3), "eu-west-2": (-0.1, 51.5), "eu-west-3": (2.4, 48.9),
        "il-central-1": (34.8, 32.1), "me-central-1": (54.4, 24.5), "me-south-1": (50.6, 26.1),
        "mx-central-1": (-100.4, 20.6), "sa-east-1": (-46.6, -23.6), "us-east-1": (-77.5, 39), "us-east-2": (-83, 40),
        "us-gov-east-1": (-83, 40), "us-gov-west-1": (-120.5, 44), "us-west-1": (-121.9, 37.4),
        "us-west-2": (-120.5, 45.8),
    ]

    /// The continents, drawn by hand in a few strokes, in degrees east and north.
    private static let land: [[(Double, Double)]] = [
        [
            (-168, 66), (-156, 71), (-128, 70), (-95, 68), (-82, 68), (-93, 59), (-80, 52), (-78, 62), (-64, 59),
            (-55, 52), (-66, 45), (-70, 42), (-76, 35), (-81, 31), (-80, 26), (-83, 30), (-97, 28), (-97, 20),
            (-88, 21),
            (-87, 16), (-83, 10), (-78, 8), (-86, 12), (-96, 16), (-106, 22), (-115, 31), (-124, 40), (-124, 48),
            (-135, 58), (-152, 59), (-165, 55), (-158, 58), (-166, 62),
        ],
        [(-52, 70), (-44, 60), (-22, 70), (-20, 75), (-58, 75)],
        [
            (-78, 8), (-72, 12), (-60, 9), (-50, 0), (-35, -6), (-39, -15), (-48, -27), (-57, -38), (-66, -46),
            (-69, -54),
            (-74, -50), (-73, -37), (-70, -18), (-81, -5),
        ],
        [
            (-17, 15), (-17, 21), (-6, 36), (10, 37), (20, 32), (33, 31), (43, 12), (51, 12), (40, -5), (40, -16),
            (35, -24),
            (27, -34), (18, -34), (12, -17), (9, 2), (-8, 5),
        ],
        [
            (-9, 43), (-1, 44), (-4, 48), (8, 54), (10, 57), (13, 54), (22, 55), (30, 60), (22, 61), (25, 65), (18, 60),
            (12, 56), (6, 59), (12, 66), (25, 71), (40, 67), (60, 69), (80, 73), (105, 75), (140, 73), (178, 69),
            (178, 64),
            (162, 60), (156, 51), (155, 60), (136, 54), (140, 47), (127, 39), (129, 35), (126, 37), (118, 39),
            (122, 31),
            (117, 23), (108, 21), (109, 12), (100, 13), (104, 1), (98, 8), (94, 17), (90, 22), (80, 15), (77, 8),
            (73, 20),
            (66, 25), (56, 27), (48, 30), (56, 24), (59, 22), (52, 16), (43, 13), (35, 28), (36, 36), (27, 37),
            (23, 36),
            (19, 42), (13, 45), (18, 40), (16, 38), (12, 42), (8, 44), (3, 43), (-2, 37), (-9, 37),
        ],
        [(-5, 50), (1, 51), (0, 54), (-3, 58), (-5, 56)], [(-10, 52), (-6, 52), (-6, 55), (-9, 54)],
        [(130, 31), (136, 34), (141, 36), (142, 40), (145, 44), (141, 45), (140, 40), (137, 37), (131, 34)],
        [
            (114, -22), (122, -18), (130, -12), (136, -12), (141, -17), (143, -11), (153, -27), (150, -37), (141, -38),
            (131, -32), (115, -34),
        ],
        [(95, 5), (104, -3), (106, -6), (115, -8), (105, -7), (101, -2)],
        [(109, 1), (117, 7), (118, 1), (115, -4), (110, -3)], [(131, -1), (141, -3), (150, -10), (138, -8)],
        [(167, -46), (174, -41), (173, -35), (178, -38), (171, -44)], [(44, -25), (50, -16), (48, -24)],
        [(120, 18), (122, 14), (126, 7), (122, 10)], [(-84, 22), (-75, 20), (-80, 23)],
    ]
}

/// A region's place on the map.
private struct Spot {
    /// A rectangle on the map.
    struct Box {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double

        func overlaps(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// Where a name may stand.
    struct Label {
        let x: Double
        let y: Double
        let anchor: String
        let box: Box
    }

    let name: String
    let group: FleetReport.Group
    let x: Double
    let y: Double

    var radius: Double { min(18, 6 + 2 * Double(group.pairs.count).squareRoot()) }
    var box: Box { Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius) }

    /// The places for the name, the best first: below, above, at the right, at the left.
    var labels: [Label] {
        let (width, height) = (Double(name.utf8.count) * 6.2, 12.0)
        let label = { (x: Double, baseline: Double, anchor: String, left: Double) in
            Label(
                x: x,
                y: baseline,
                anchor: anchor,
                box: Box(left: left, top: baseline - height + 2, right: left + width, bottom: baseline + 2)
            )
        }
        let (right, left) = (x + radius + 3, x - radius - 3)
        return [
            label(x, y + radius + 12, "middle", x - width / 2), label(x, y - radius - 4, "middle", x - width / 2),
            label(right, y + 4, "start", right), label(left, y + 4, "end", left - width),
        ]
    }

    func mark(_ label: Label?) -> HTML {
        let worst = group.pairs.map(\.status.standing).min() ?? .protected
        let text: HTML =
            label.map { "<text x=\"\($0.x)\" y=\"\($0.y)\" text-anchor=\"\($0.anchor)\">\(name)</text>" } ?? ""
        return """
            <g><title>\(name): \(Wording.count(group.pairs.count, "pair")), \(group.protectedCount) protected</title>\
            <circle class="region \(worst.rawValue)" cx="\(x)" cy="\(y)" r="\(radius)"/>\
            <text class="count" x="\(x)" y="\(y + 4)" text-anchor="middle">\(group.pairs.count)</text>\(text)</g>
            """
    }
}
