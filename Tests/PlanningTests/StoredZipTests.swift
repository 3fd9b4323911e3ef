import Planning
import Testing

struct StoredZipTests {
    @Test func `a zip of one file is byte for byte what the format says`() {
        let zip = StoredZip([StoredZip.Entry(name: "a", bytes: Array("hi".utf8))]).bytes
        // CRC-32 of "hi" is D8932AAC.
        let common: [UInt8] = [
            20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, 0xAC, 0x2A, 0x93, 0xD8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,
        ]
        let local = Array("PK\u{3}\u{4}".utf8) + common + Array("ahi".utf8)
        let central =
            Array("PK\u{1}\u{2}".utf8) + [20, 3] + common + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81, 0, 0, 0, 0]
            + Array("a".utf8)
        let end: [UInt8] =
            Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 33, 0, 0, 0, 0, 0]
        #expect(zip == local + central + end)
    }

    @Test func `an empty zip is just its end`() {
        #expect(StoredZip([]).bytes == Array("PK\u{5}\u{6}".utf8) + Array(repeating: 0, count: 18))
    }
}
