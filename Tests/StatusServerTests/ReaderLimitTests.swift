import NIOCore
import NIOEmbedded
import Testing

@testable import StatusServer

@Suite struct ReaderLimitTests {
    @Test(arguments: [(taking: nil, isOpen: false), (10, true), (29, true), (31, false)])
    func `a reader that does not take what is sent in time is let go`(taking: Int64?, isOpen: Bool) throws {
        let channel = EmbeddedChannel(handler: ReaderLimit(patience: .seconds(30)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/s")).wait()
        let set = { (isWritable: Bool) in
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
        }
        set(false)
        if let taking {
            channel.embeddedEventLoop.advanceTime(by: .seconds(taking))
            set(true)
        }
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive == isOpen)
        _ = try? channel.finish()
    }
}
