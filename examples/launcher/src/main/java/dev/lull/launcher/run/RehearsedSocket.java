package dev.lull.launcher.run;

import dev.lull.MonitorTarget;
import dev.lull.launcher.systemd.PassedSocket;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Stands for the socket that systemd would pass, where a configuration is only checked. */
final class RehearsedSocket {

    /** Of this machine, and hardly what somebody writes. */
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.255.255.254", 65535);

    /** {@code SD_LISTEN_FDS_START} of sd-daemon.h; never touched. */
    private static final int DESCRIPTOR = 3;

    private RehearsedSocket() {}

    static PassedSocket find(Optional<String> name) {
        return new PassedSocket(DESCRIPTOR, ADDRESS);
    }

    static boolean isFrontend(MonitorTarget.Proxied target) {
        return target.frontend().equals(ADDRESS);
    }
}
