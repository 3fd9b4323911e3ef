import CCurl
import Values

extension CurlTransfer {
    /// What the transfer led to, by libcurl's code.
    ///
    /// <https://curl.se/libcurl/c/libcurl-errors.html>
    func result(_ code: CURLcode) -> Outcome {
        if let stopReason { return .failure(stopReason) }
        guard code != CURLE_OK else {
            var response = response
            response.status = status
            return .success(response)
        }
        return .failure(error(code))
    }

    /// The status of the latest head; zero before there is one.
    var status: Int { unsafe handle.map { unsafe vaer_get_long($0, CURLINFO_RESPONSE_CODE) } ?? 0 }

    private func error(_ code: CURLcode) -> TransportError {
        let detail = detail(code)
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY: return .unresolved(host: proxy?.host ?? url.host)
        case CURLE_COULDNT_RESOLVE_HOST: return .unresolved(host: url.host)
        case CURLE_OPERATION_TIMEDOUT where isConnected: return .timedOut(host: url.host, after: request.timeout)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            return .untrusted(host: url.host, detail: detail)
        case CURLE_SSL_CONNECT_ERROR where isRefusal(detail): return .untrusted(host: url.host, detail: detail)
        // What libcurl says of a line of the head that is longer than it takes.
        case CURLE_OUT_OF_MEMORY where isConnected:
            return .tooLarge(host: url.host, limitBytes: Self.headerLineLimitBytes)
        case CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return .invalidRequest(detail: detail)
        case _ where !isConnected:
            let way = proxy.map { "through the proxy \($0): " } ?? ""
            return .unreachable(host: url.host, detail: way + detail)
        default: return .interrupted(host: url.host, detail: detail)
        }
    }

    /// The longest line of a head that libcurl takes: its `CURL_MAX_HTTP_HEADER`.
    private static let headerLineLimitBytes = 100 << 10

    /// Whether the connection stood and TLS was agreed, so that the request may have gone out.
    private var isConnected: Bool {
        unsafe handle.map { unsafe vaer_get_time($0, CURLINFO_PRETRANSFER_TIME_T) > 0 } ?? false
    }

    /// Whether TLS failed because one side refused the other, not because the connection broke.
    private func isRefusal(_ detail: String) -> Bool {
        detail.includes("error:") && !detail.includes("unexpected eof")
    }

    private func detail(_ code: CURLcode) -> String {
        let text = unsafe errorText.baseAddress.map { unsafe String(cString: $0) } ?? ""
        guard text.isEmpty else { return text }
        return unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) } ?? "no detail"
    }
}

extension String {
    /// Whether a text stands anywhere in this one; the library's own way would link its regex engine.
    fileprivate func includes(_ text: String) -> Bool { indices.contains { self[$0...].hasPrefix(text) } }
}
