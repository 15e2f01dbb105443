package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Connections that are open and say nothing. */
public final class IdleConnections {

    private final Deque<SocketChannel> open = new ArrayDeque<>();

    /** Opens more until there are so many, and waits until the service has answered each: a relay may accept and no more. */
    public String open(InetSocketAddress address, int wanted) throws IOException {
        int before = open.size();
        while (open.size() < wanted) {
            open.push(LoadSocket.open(address, Wire.IDLE));
        }
        ByteBuffer answer = ByteBuffer.allocate(1);
        for (SocketChannel channel :
                open.stream().limit(Math.max(0, wanted - before)).toList()) {
            try {
                LoadSocket.readFully(channel, answer);
            } catch (IOException e) {
                throw new IOException(
                        "of " + wanted + " idle connections, some did not reach the service: " + e.getMessage(), e);
            }
        }
        return "open=" + open.size();
    }

    public String close() {
        open.forEach(LoadSocket::closeQuietly);
        open.clear();
        return "open=0";
    }
}
