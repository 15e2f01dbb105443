package dev.lull.proxy.ready;

import dev.lull.proxy.relay.SocketPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** What is set on every relayed connection. */
final class SocketTuning {

    private SocketTuning() {}

    static void connection(SocketChannel channel, InetSocketAddress peer) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setOOBInline(true); // else urgent data is lost: there is no other way to receive it here
        if (SocketPolicy.canDieSilently(peer.getAddress())) {
            keepAlive(channel);
        }
    }

    static void resetOnClose(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            assert true : "it is closed already";
        }
    }

    private static void keepAlive(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPIDLE, SocketPolicy.KEEP_ALIVE.idleSeconds());
        setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, SocketPolicy.KEEP_ALIVE.intervalSeconds());
        setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, SocketPolicy.KEEP_ALIVE.probes());
    }

    private static void setIfKnown(SocketChannel channel, SocketOption<Integer> option, int value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }
}
