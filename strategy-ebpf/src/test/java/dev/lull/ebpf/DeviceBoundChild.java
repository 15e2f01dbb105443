package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.Connection;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.Loopback;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends three bytes to a service of its own whose sockets are bound to an interface, and says what was measured. */
final class DeviceBoundChild {

    /** By SO_BINDTODEVICE. */
    static final String BOUND = "bound";

    /** By addresses that mean nothing without an interface. */
    static final String LINK_LOCAL = "link-local";

    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int PORT = 4711;

    private DeviceBoundChild() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals(BOUND)) {
            try (OwnedDescriptor listener = listenOnLoopbackOnly()) {
                measure(Loopback.IPV4, PORT, listener);
            }
        } else {
            try (ServerSocket server = new ServerSocket(0, 1, Loopback.ANY)) {
                measure(InetAddress.getByName("fe80::1111%lo"), server.getLocalPort(), server);
            }
        }
    }

    private static OwnedDescriptor listenOnLoopbackOnly() throws Exception {
        Kernel kernel = Kernel.load();
        int number = SystemCalls.check(kernel.libC().socket(AF_INET, SOCK_STREAM, 0), "socket");
        ByteBuffer name = NativeMemory.copyOf("lo\0".getBytes(StandardCharsets.US_ASCII));
        SystemCalls.check(kernel.libC().setsockopt(number, SOL_SOCKET, SO_BINDTODEVICE, name, 3), "SO_BINDTODEVICE");
        ByteBuffer address = NativeMemory.allocate(16); // struct sockaddr_in
        address.putShort(0, (short) AF_INET);
        address.duplicate().order(ByteOrder.BIG_ENDIAN).putShort(2, (short) PORT);
        SystemCalls.check(kernel.libC().bind(number, address, 16), "bind");
        SystemCalls.check(kernel.libC().listen(number, 1), "listen");
        return new OwnedDescriptor(kernel.libC(), number, "listener");
    }

    private static void measure(InetAddress address, int port, AutoCloseable listening) throws IOException {
        MonitorOptions measuring = MonitorOptions.builder().measureTraffic().build();
        try (ActivityMonitor monitor = new EbpfStrategyProvider().open(MonitorTarget.port(port), measuring);
                Socket client = new Socket(address, port)) {
            client.getOutputStream().write(new byte[3]);
            Looks.awaitOpen(monitor, 1);
            List<Connection> connections = monitor.connections();
            Connection only = connections.get(0);
            long idle = Looks.look(monitor).takenAtNanos()
                    - only.lastActivityNanos().orElseThrow(() -> new IllegalStateException(listening + " of " + only));
            System.out.println(connections.size() + " connection: "
                    + only.traffic().orElseThrow().bytesIn()
                    + " bytes in, idle for " + (idle < TimeUnit.MINUTES.toNanos(1) ? "less" : "more")
                    + " than a minute");
        }
    }
}
