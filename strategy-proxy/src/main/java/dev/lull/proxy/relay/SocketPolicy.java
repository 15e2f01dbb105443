package dev.lull.proxy.relay;

import dev.lull.internal.linux.TcpSockets;
import java.net.InetAddress;

/** How every data path finds a peer that died without a word. */
public final class SocketPolicy {

    /** A dead peer is found after 60 s of silence and four unanswered questions of 15 s each: in two minutes. */
    public static final TcpSockets.KeepAlive KEEP_ALIVE = new TcpSockets.KeepAlive(60, 15, 4);

    private SocketPolicy() {}

    /**
     * Tells whether a peer can. One on this machine cannot: its kernel is ours.
     *
     * @param peer its address
     * @return true unless it is a loopback address
     */
    public static boolean canDieSilently(InetAddress peer) {
        return !peer.isLoopbackAddress();
    }
}
