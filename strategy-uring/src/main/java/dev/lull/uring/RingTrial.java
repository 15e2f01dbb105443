package dev.lull.uring;

import dev.lull.internal.linux.SocketAddresses;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.util.List;

/** Loads Netty's library, has a ring made, and has the ring make a socket: what a relay begins with. */
final class RingTrial {

    private RingTrial() {}

    static void run() throws IOException {
        Throwable cause = IoUring.unavailabilityCause();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        new SocketOptions(NewSocket.ofFirst(List.of(SocketAddresses.AF_INET)).descriptor()).closeNow();
    }
}
