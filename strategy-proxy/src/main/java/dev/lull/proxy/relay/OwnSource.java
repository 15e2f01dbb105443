package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;

/** A loopback address that a process has for itself by agreement with nobody: 127.128.0.0/10 with its number in it. */
final class OwnSource {

    private static final int SECOND_BYTE = 128;

    private OwnSource() {}

    /** This process's; empty where not all of 127.0.0.0/8 is this machine's, which it is on Linux alone. */
    static Optional<InetAddress> find() {
        InetAddress address = of(ProcessHandle.current().pid());
        try (Socket trial = new Socket()) {
            trial.bind(new InetSocketAddress(address, 0));
            return Optional.of(address);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Process numbers have 22 bits at most (PID_MAX_LIMIT in include/linux/threads.h). */
    static InetAddress of(long pid) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {127, (byte) (SECOND_BYTE | ((pid >> 16) & 0x3f)), (byte) (pid >> 8), (byte) pid});
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 bytes are always right", e);
        }
    }
}
