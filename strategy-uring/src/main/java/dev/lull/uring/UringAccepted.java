package dev.lull.uring;

import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.SocketLoop;
import dev.lull.proxy.relay.Transport;
import java.net.InetSocketAddress;

/** An accepted connection, which owns its descriptor until it is handed to a transport. */
final class UringAccepted implements Listener.Accepted {
    private static final int HANDED_ON = -1;

    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private int fd;

    UringAccepted(int fd, InetSocketAddress local, InetSocketAddress remote) {
        this.fd = fd;
        this.local = local;
        this.remote = remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public Transport attach(SocketLoop loop) {
        UringTransport transport = UringTransport.attach((UringLoop) loop, fd);
        fd = HANDED_ON;
        return transport;
    }

    @Override
    public void reset() {
        if (fd != HANDED_ON) {
            SocketOptions options = new SocketOptions(fd);
            fd = HANDED_ON;
            options.resetOnClose();
            options.closeNow();
        }
    }
}
