import AWS
import Testing

@Suite struct DigestTests {
    /// A case of RFC 4231, and what its digest is.
    struct Row: CustomTestStringConvertible, Sendable {
        /// The key.
        let key: [UInt8]
        /// The text.
        let text: [UInt8]
        /// The digest, in hexadecimal.
        let digest: String
        var testDescription: String { digest }

        static let all = [
            Row(
                key: [UInt8](repeating: 0x0B, count: 20),
                text: Array("Hi There".utf8),
                digest: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            Row(
                key: Array("Jefe".utf8),
                text: Array("what do ya want for nothing?".utf8),
                digest: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            Row(
                key: [UInt8](repeating: 0xAA, count: 20),
                text: [UInt8](repeating: 0xDD, count: 50),
                digest: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            Row(
                key: Array(1...25),
                text: [UInt8](repeating: 0xCD, count: 50),
                digest: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
            ),
            Row(
                key: [UInt8](repeating: 0xAA, count: 131),
                text: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                digest: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
    }

    @Test(arguments: Row.all) func `a keyed digest is that of RFC 4231`(row: Row) {
        #expect(Digest.hexadecimal(Digest.hmacSHA256(key: row.key, row.text)) == row.digest)
    }

    @Test func `digests of nothing and of three letters are those of FIPS 180`() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let letters = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest.hexadecimal(Digest.sha256([])) == nothing)
        #expect(Digest.hexadecimal(Digest.sha256(Array("abc".utf8))) == letters)
        #expect(Digest.hmacSHA256(key: [], []).count == 32)
    }
}
