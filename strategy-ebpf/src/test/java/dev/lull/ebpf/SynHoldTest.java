package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NetworkNamespace;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is held off while the door is shut, and who is not. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class SynHoldTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    // include/uapi/linux/in.h and in6.h
    private static final int IPPROTO_IP = 0;
    private static final int IP_OPTIONS = 4;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_HOPOPTS = 54;
    private static final int IPV6_DSTOPTS = 59;

    /** Four times "no operation", RFC 791, section 3.1. */
    private static final byte[] NO_OPERATIONS = {1, 1, 1, 1};

    /** An extension header, of which the kernel fills in the first byte, with padding: RFC 8200, section 4.2. */
    private static final byte[] PADDING = {0, 0, 1, 4, 0, 0, 0, 0};

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    private static Door shut(ActivityMonitor monitor) {
        Door door = monitor.door().orElseThrow();
        door.shut(LONG);
        return door;
    }

    /** It would be let in with its first SYN if it were not held, at once by loopback. */
    private static void assertAllWait(List<SocketChannel> clients) {
        Awaitility.await()
                .during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    for (SocketChannel client : clients) {
                        if (client.finishConnect()) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static void awaitAllIn(List<SocketChannel> clients) {
        for (SocketChannel client : clients) {
            patiently().until(client::finishConnect);
        }
    }

    static Stream<Arguments> listenersAndClients() {
        return Stream.of(
                Arguments.of(Loopback.IPV4, Loopback.IPV4),
                Arguments.of(Loopback.IPV6, Loopback.IPV6),
                Arguments.of(Loopback.ANY, Loopback.IPV4),
                Arguments.of(Loopback.ANY, Loopback.IPV6));
    }

    @ParameterizedTest
    @MethodSource("listenersAndClients")
    void holdsEitherAddressFamilyAtEitherListener(InetAddress listener, InetAddress client) throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        try (Stage stage = Stage.at(listener, false);
                ActivityMonitor monitor = open(stage.port())) {
            Door door = shut(monitor);
            List<SocketChannel> clients = List.of(stage.knock(client));
            assertAllWait(clients);
            door.open();
            awaitAllIn(clients);
            awaitOpen(monitor, 1);
        }
    }

    @Test
    void holdsAtEachListenerOfASharedPort() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ServerSocketChannel one = ServerSocketChannel.open();
                ServerSocketChannel other = ServerSocketChannel.open()) {
            one.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            one.bind(new InetSocketAddress(Loopback.IPV4_OTHER, 0));
            other.bind(one.getLocalAddress());
            int port = ((InetSocketAddress) one.getLocalAddress()).getPort();
            List<SocketChannel> clients = new ArrayList<>();
            try (ActivityMonitor monitor = open(port)) {
                Door door = shut(monitor);
                for (int i = 0; i < 20; i++) { // the kernel chooses a listener for each
                    SocketChannel client = SocketChannel.open();
                    clients.add(client);
                    client.configureBlocking(false);
                    assertThat(client.connect(one.getLocalAddress())).isFalse();
                }
                assertAllWait(clients);
                try (Socket unconcerned = stage.connect()) {
                    assertThat(unconcerned.isConnected()).as("at another port").isTrue();
                }
                door.open();
                awaitAllIn(clients);
                awaitOpen(monitor, clients.size());
            } finally {
                for (SocketChannel client : clients) {
                    client.close();
                }
            }
        }
    }

    @Test
    void holdsOnlyAtTheAddressThatIsWatched() throws Exception {
        try (Stage stage = Stage.at(Loopback.ANY, false)) {
            MonitorTarget target =
                    new MonitorTarget.Observed(new TreeSet<>(List.of(stage.port())), Optional.of(Loopback.IPV4));
            try (ActivityMonitor monitor = new EbpfStrategyProvider().open(target, MonitorOptions.defaults())) {
                Door door = shut(monitor);
                List<SocketChannel> clients = List.of(stage.knock(Loopback.IPV4));
                assertThat(stage.connect(Loopback.IPV4_OTHER).isConnected()).isTrue();
                assertAllWait(clients);
                door.open();
                awaitAllIn(clients);
            }
        }
    }

    @Test
    void holdsAtAnAddressOfIpv6() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        try (Stage stage = Stage.at(Loopback.ANY, false)) {
            MonitorTarget target =
                    new MonitorTarget.Observed(new TreeSet<>(List.of(stage.port())), Optional.of(Loopback.IPV6));
            try (ActivityMonitor monitor = new EbpfStrategyProvider().open(target, MonitorOptions.defaults())) {
                Door door = shut(monitor);
                List<SocketChannel> clients = List.of(stage.knock(Loopback.IPV6));
                assertThat(stage.connect(Loopback.IPV4).isConnected()).isTrue();
                assertAllWait(clients);
                door.open();
                awaitAllIn(clients);
            }
        }
    }

    @Test
    void holdsThoseWhoseHeadersHaveOptions() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        LibC libC = Kernel.load().libC();
        try (Stage stage = Stage.at(Loopback.ANY, false);
                ActivityMonitor monitor = open(stage.port())) {
            List<OwnedDescriptor> clients = new ArrayList<>();
            try {
                knockWithOptions(libC, stage.port(), clients);
                awaitOpen(monitor, 3); // so packets like these reach the service where nobody holds them
                Door door = shut(monitor);
                knockWithOptions(libC, stage.port(), clients);
                assertAllWait(List.of(stage.knock()));
                assertThat(look(monitor).openedTotal()).isEqualTo(3);
                door.open();
                awaitOpen(monitor, 7);
            } finally {
                clients.forEach(OwnedDescriptor::close);
            }
        }
    }

    private static void knockWithOptions(LibC libC, int port, List<OwnedDescriptor> clients) throws IOException {
        InetSocketAddress ipv4 = new InetSocketAddress(Loopback.IPV4, port);
        InetSocketAddress ipv6 = new InetSocketAddress(Loopback.IPV6, port);
        clients.add(RawTcp.knock(libC, ipv4, IPPROTO_IP, IP_OPTIONS, NO_OPERATIONS));
        clients.add(RawTcp.knock(libC, ipv6, IPPROTO_IPV6, IPV6_HOPOPTS, PADDING));
        clients.add(RawTcp.knock(libC, ipv6, IPPROTO_IPV6, IPV6_DSTOPTS, PADDING));
    }

    @Test
    void leavesTheSamePortInAnotherNetworkNamespaceAlone() throws Exception {
        Require.networkNamespaces();
        LibC libC = Kernel.load().libC();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(stage.port());
                Child elsewhere = Child.run(
                        List.of("unshare", "--net", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh"),
                        ListeningChild.class,
                        String.valueOf(stage.port()))) {
            Require.that(
                    "door-of-one-namespace",
                    !monitor.description().contains("network namespaces apart"),
                    monitor.description());
            assertThat(elsewhere.line()).isEqualTo(String.valueOf(stage.port()));
            Door door = shut(monitor);
            List<SocketChannel> clients = List.of(stage.knock());
            Path namespace = Path.of("/proc", String.valueOf(elsewhere.pid()), "ns/net");
            try (Socket client =
                    NetworkNamespace.inside(libC, namespace, () -> new Socket(Loopback.IPV4, stage.port()))) {
                assertThat(client.isConnected()).isTrue();
            }
            assertAllWait(clients);
            door.open();
            awaitAllIn(clients);
        }
    }

    /** A kernel that lets no such program ask for its namespace: the listeners' cgroups tell them apart. */
    @Test
    void leavesTheSamePortInAnotherCgroupAloneWhereItCannotTellNamespacesApart() throws Exception {
        Require.networkNamespaces();
        Kernel real = Kernel.load();
        AtomicInteger loads = new AtomicInteger();
        EbpfStrategyProvider provider =
                new EbpfStrategyProvider(() -> new Kernel(real.libC(), (command, attributes, object) -> {
                    boolean knowsTheHelper =
                            !object.equals("lull_hold") || loads.incrementAndGet() > 2; // the try, and for its log
                    if (command == BpfCommand.PROG_LOAD && !knowsTheHelper) {
                        throw new SystemCallException("bpf(BPF_PROG_LOAD, lull_hold)", Errno.EINVAL, "played");
                    }
                    return real.bpf().call(command, attributes, object);
                }));
        try (TestCgroup ours = TestCgroup.make();
                TestCgroup theirs = TestCgroup.make();
                Child service = Child.run(ours.join(), ListeningChild.class)) {
            String port = service.line();
            List<String> command = new ArrayList<>(theirs.join());
            command.addAll(List.of("unshare", "--net", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh"));
            InetSocketAddress there = new InetSocketAddress(Loopback.IPV4, Integer.parseInt(port));
            MonitorTarget target = MonitorTarget.port(there.getPort());
            try (Child elsewhere = Child.run(command, ListeningChild.class, port);
                    ActivityMonitor monitor = provider.open(target, MonitorOptions.defaults());
                    SocketChannel client = SocketChannel.open()) {
                assertThat(monitor.description()).contains("in the cgroups of the listeners");
                assertThat(elsewhere.line()).isEqualTo(port);
                Door door = shut(monitor);
                client.configureBlocking(false);
                assertThat(client.connect(there)).isFalse();
                Path namespace = Path.of("/proc", String.valueOf(elsewhere.pid()), "ns/net");
                try (Socket other = NetworkNamespace.inside(
                        real.libC(), namespace, () -> new Socket(there.getAddress(), there.getPort()))) {
                    assertThat(other.isConnected()).isTrue();
                }
                assertAllWait(List.of(client));
                door.open();
                awaitAllIn(List.of(client));
                awaitOpen(monitor, 1);
            }
        }
    }
}
