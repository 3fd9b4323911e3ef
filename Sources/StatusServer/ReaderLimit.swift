import NIOCore

/// Closes a connection whose reader takes too long over what was sent: until it has taken it all, it is kept in memory.
final class ReaderLimit: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let patience: TimeAmount
    private var overdue: Scheduled<Void>?

    /// A limit for one connection.
    init(patience: TimeAmount) { self.patience = patience }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        overdue?.cancel()
        overdue = nil
        if !context.channel.isWritable {
            overdue = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
                context.close(mode: .all, promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        overdue?.cancel()
        context.fireChannelInactive()
    }
}
