import LanguageServer
import Testing

/// Bytes and the positions of editors.
@Suite struct PositionMapTests {
    private static let text = "a\r\né😀b\r日本\n\nlast"

    @Test func `every scalar's byte has a position that leads back to it`() {
        let map = PositionMap(Array(Self.text.utf8))
        var byte = 0
        for scalar in Self.text.unicodeScalars {
            let (line, character) = map.position(of: byte)
            if scalar != "\n" { #expect(map.byte(line: line, character: character) == byte, "\(byte)") }
            byte += UTF8.width(scalar)
        }
        #expect(map.byte(line: 4, character: 4) == byte)
    }

    @Test(arguments: [
        (0, 0, 0), (2, 0, 2), (3, 1, 0), (5, 1, 1), (9, 1, 3), (10, 1, 4), (11, 2, 0), (17, 2, 2), (18, 3, 0),
        (19, 4, 0),
        (23, 4, 4), (99, 4, 4), (-1, 0, 0),
    ])
    func `a byte has its position`(_ byte: Int, _ line: Int, _ character: Int) {
        let position = PositionMap(Array(Self.text.utf8)).position(of: byte)
        #expect(position == (line, character))
    }

    @Test(arguments: [
        (0, 99, 1), (1, 2, 5), (1, 99, 10), (2, 99, 17), (3, 5, 18), (9, 0, 23), (-1, 5, 0), (4, -3, 19), (0, 0, 0),
    ])
    func `a position that is none counts as the nearest before it`(_ line: Int, _ character: Int, _ byte: Int) {
        #expect(PositionMap(Array(Self.text.utf8)).byte(line: line, character: character) == byte)
    }

    @Test func `an empty text has one position`() {
        #expect(PositionMap([]).position(of: 3) == (0, 0))
        #expect(PositionMap([]).byte(line: 1, character: 1) == 0)
    }
}
