import CCrypto

/// SHA-256, HMAC-SHA-256 and SHA-1, by OpenSSL's libcrypto.
package enum Digest {
    /// The number of bytes of SHA-256.
    private static let count = 32

    /// The 32 bytes of SHA-256.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        let result = unsafe vaer_sha256(bytes, bytes.count, &digest)
        precondition(result == 1, "libcrypto has SHA-256")
        return digest
    }

    /// The 20 bytes of SHA-1, for names of files only: it protects nothing.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        let result = unsafe vaer_sha1(bytes, bytes.count, &digest)
        precondition(result == 1, "libcrypto has SHA-1")
        return digest
    }

    /// The 32 bytes of HMAC-SHA-256.
    package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        let result = unsafe vaer_hmac_sha256(key, key.count, bytes, bytes.count, &digest)
        precondition(result == 1, "libcrypto has HMAC-SHA-256")
        return digest
    }

    /// Bytes as lower-case hexadecimal digits.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
