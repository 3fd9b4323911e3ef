import Controller
import ServiceLifecycle
import Values

/// The socket beside the history, by which `vaer status` and its like ask the controller that runs.
///
/// It is a convenience: what keeps it from listening is told, and tried again, and never ends the controller.
package struct LocalSocket: Service {
    /// The time between two attempts, such as while another controller of the same history serves.
    private static let pause = Duration.seconds(10)

    private let site: StatusSite
    private let path: String

    /// A socket for a site; nil when the path is longer than Linux takes.
    package init?(_ site: StatusSite, path: String) {
        guard path.utf8.count <= ListenAddress.pathLimitBytes else { return nil }
        (self.site, self.path) = (site, path)
    }

    /// Serves until the graceful shutdown.
    package func run() async throws {
        var told: ListenError?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await StatusServer(site, at: .unix(path: path)) { _ in }.run()
                return
            } catch let error as ListenError {
                if error != told {
                    site.desk.narrate(.info, "'vaer status' cannot ask this controller: \(error.message)")
                }
                told = error
            }
            await cancelWhenGracefulShutdown { try? await site.desk.time.sleep(for: Self.pause) }
        }
    }
}
