package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Availability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.RecordingListener;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.BpfCall;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCallException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Older kernels, played by refusing what they did not know in the way in which they refused it. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class OlderKernelsTest {

    private static final int RING_BUFFER = 27;
    private static final int MAPPABLE = 1 << 10;
    private static final int MAP_FLAGS = 16;
    private static final int MAP_MAX_ENTRIES = 12;
    private static final int LOAD_COUNT = 4;
    private static final int LOAD_INSTRUCTIONS = 8;

    /** Linux 6.12 is the first that lets a program which runs over all sockets ask for their changes of state. */
    private static final Pattern RELEASE_BEFORE_6_12 = Pattern.compile("[0-5]\\.|6\\.(\\d|1[01])(\\D|$)");

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    /** What an older kernel does not know. */
    @FunctionalInterface
    private interface Unknown {
        boolean includes(BpfCommand command, ByteBuffer attributes, String object);
    }

    private static EbpfStrategyProvider without(Unknown unknown, int errno) {
        return new EbpfStrategyProvider(() -> {
            Kernel real = Kernel.load();
            BpfCall older = (command, attributes, object) -> {
                if (unknown.includes(command, attributes, object)) {
                    throw new SystemCallException("bpf(BPF_" + command + ", " + object + ")", errno, "played");
                }
                return real.bpf().call(command, attributes, object);
            };
            return new Kernel(real.libC(), older);
        });
    }

    private static ActivityMonitor open(EbpfStrategyProvider provider, int port) {
        return provider.open(MonitorTarget.port(port), MonitorOptions.defaults());
    }

    @Test
    void pollsTheCountersWhereThereIsNoRingBuffer() throws Exception {
        EbpfStrategyProvider provider = without(
                (command, attributes, object) ->
                        command == BpfCommand.MAP_CREATE && attributes.getInt(0) == RING_BUFFER,
                Errno.EINVAL);
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(provider, stage.port())) {
            assertThat(monitor.description()).contains("no ring buffer");
            RecordingListener heard = new RecordingListener();
            AtomicInteger uses = new AtomicInteger();
            monitor.subscribe(heard);
            monitor.subscribeToUse(uses::incrementAndGet);
            Socket client = stage.connect();
            patiently().until(() -> heard.story().equals(List.of("opened 1")));
            patiently().until(() -> uses.get() >= 1);
            Stage.reset(client);
            patiently().until(() -> heard.story().equals(List.of("opened 1", "closed 0")));
            patiently().until(() -> uses.get() >= 2);
        }
    }

    @Test
    void isUnsupportedWhereNoCountersCanBeMapped() {
        EbpfStrategyProvider provider = without(
                (command, attributes, object) ->
                        command == BpfCommand.MAP_CREATE && (attributes.getInt(MAP_FLAGS) & MAPPABLE) != 0,
                Errno.EINVAL);
        assertThat(provider.probe())
                .isInstanceOfSatisfying(Availability.Unsupported.class, answer -> assertThat(answer.cure())
                        .contains("5.5"));
    }

    @Test
    void doesNotAttachWithoutALinkUnlessItIsAllowed() throws Exception {
        EbpfStrategyProvider provider =
                without((command, attributes, object) -> command == BpfCommand.LINK_CREATE, Errno.EINVAL);
        try (Stage stage = Stage.at(Loopback.IPV4, false)) {
            assertThatThrownBy(() -> open(provider, stage.port()))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("5.7")
                    .hasMessageContaining("kill -9");
            MonitorOptions allowed = MonitorOptions.builder()
                    .settings(EbpfOptions.builder().allowOwnerlessAttachment().build())
                    .build();
            try (ActivityMonitor monitor = provider.open(MonitorTarget.port(stage.port()), allowed)) {
                Stage.reset(stage.connect());
                awaitOpen(monitor, 0);
                assertThat(look(monitor).openedTotal()).isEqualTo(1);
            }
        }
    }

    @Test
    void seesSocketsEndWhereTheKernelDoesNotTellOfTheirRelease() throws Exception {
        EbpfStrategyProvider provider = without(
                (command, attributes, object) -> command == BpfCommand.PROG_LOAD && object.equals("lull_release"),
                Errno.EINVAL);
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(provider, stage.port())) {
            assertThat(monitor.description()).contains("5.9");
            Socket client = stage.connect();
            Socket server = stage.accept();
            awaitOpen(monitor, 1);
            client.close();
            server.close();
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void followsEarlierConnectionsWhereTheKernelWillNotTellOfThem() throws Exception {
        followsEarlierConnections(without(
                (command, attributes, object) -> command == BpfCommand.PROG_LOAD && object.equals("lull_follow"),
                Errno.EINVAL));
    }

    /** Linux 5.8 to 6.11 run the program over all sockets, but what it asks of them is refused to it. */
    @Test
    void followsEarlierConnectionsWhereTheKernelIsAskedInVain() throws Exception {
        followsEarlierConnections(without(
                (command, attributes, object) -> {
                    if (command == BpfCommand.PROG_LOAD && object.equals("lull_follow")) {
                        keepOnlyTheReturn(attributes);
                    }
                    return false;
                },
                0));
    }

    /** Leaves the last two of a program's instructions, "r0 = 0; exit". */
    private static void keepOnlyTheReturn(ByteBuffer loading) {
        int count = loading.getInt(LOAD_COUNT);
        loading.putLong(LOAD_INSTRUCTIONS, loading.getLong(LOAD_INSTRUCTIONS) + (count - 2L) * Long.BYTES);
        loading.putInt(LOAD_COUNT, 2);
    }

    /** Nothing is played: where it runs, it is an older kernel. */
    @Test
    void followsEarlierConnectionsOnAKernelThatReallyCannotTellOfThem() throws Exception {
        String release = System.getProperty("os.version");
        Require.that("linux-before-6.12", RELEASE_BEFORE_6_12.matcher(release).lookingAt(), "this is Linux " + release);
        followsEarlierConnections(new EbpfStrategyProvider());
    }

    private static void followsEarlierConnections(EbpfStrategyProvider provider) throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false)) {
            Socket reset = stage.connect();
            stage.accept();
            stage.connect();
            Socket released = stage.accept();
            try (ActivityMonitor monitor = open(provider, stage.port())) {
                assertThat(monitor.description()).contains("followed by sock_diag");
                RecordingListener heard = new RecordingListener();
                monitor.subscribe(heard);
                assertThat(look(monitor).openConnections()).isEqualTo(2);
                released.close();
                patiently().until(() -> heard.story().equals(List.of("closed 1")));
                Stage.reset(reset);
                patiently().until(() -> heard.story().equals(List.of("closed 1", "closed 0")));
                assertThat(look(monitor).openConnections()).isZero();
                assertThat(look(monitor).openedTotal()).isZero();
            }
        }
    }

    @Test
    void watchesEveryNamespaceWhereTheKernelCannotTellThemApart() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        EbpfStrategyProvider provider = without(
                (command, attributes, object) -> command == BpfCommand.PROG_LOAD
                        && object.equals("lull_watch")
                        && loads.incrementAndGet() <= 2, // the try and its repetition with a log
                Errno.EINVAL);
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(provider, stage.port())) {
            assertThat(monitor.description()).contains("5.15");
            stage.connect();
            awaitOpen(monitor, 1);
        }
    }

    @Test
    void countsWhereTheKernelKnowsNoAdditionThatFetches() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        EbpfStrategyProvider provider = without(
                (command, attributes, object) -> command == BpfCommand.PROG_LOAD
                        && object.equals("lull_watch")
                        && loads.incrementAndGet() <= 4, // with and without namespaces, each twice
                Errno.EINVAL);
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(provider, stage.port())) {
            Stage.reset(stage.connect());
            awaitOpen(monitor, 0);
            assertThat(look(monitor).openedTotal()).isEqualTo(1);
        }
    }

    @Test
    void isUnreadableWhileTheKernelHasNoRoomForAConnectionAndRightAgainAfterwards() throws Exception {
        EbpfStrategyProvider provider = without(
                (command, attributes, object) -> {
                    if (command == BpfCommand.MAP_CREATE && object.equals("lull_live")) {
                        attributes.putInt(MAP_MAX_ENTRIES, 4);
                    }
                    return false;
                },
                0);
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(provider, stage.port())) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(stage.connect());
            }
            patiently().until(() -> monitor.read() instanceof Reading.Unreadable);
            assertThat(((Reading.Unreadable) monitor.read()).reason())
                    .contains("could not record a connection", "E2BIG");
            for (Socket client : clients.subList(0, 3)) {
                Stage.reset(client);
            }
            patiently().until(() -> monitor.read() instanceof ActivitySnapshot);
            awaitOpen(monitor, 3);
            for (Socket client : clients.subList(3, 6)) {
                Stage.reset(client);
            }
            awaitOpen(monitor, 0);
        }
    }

    @Test
    void isInconclusiveWhereSomethingPassingGetsInTheWay() {
        for (int errno : List.of(Errno.EMFILE, Errno.ENOMEM)) {
            EbpfStrategyProvider provider =
                    without((command, attributes, object) -> command == BpfCommand.MAP_CREATE, errno);
            assertThat(provider.probe()).isInstanceOf(Availability.Inconclusive.class);
        }
    }

    @Test
    void saysWhatIsToBeDoneWhereNativeCodeCannotBeLoaded() {
        EbpfStrategyProvider provider = new EbpfStrategyProvider(() -> {
            throw new NativeAccessException("UnsatisfiedLinkError: played");
        });
        assertThat(provider.probe()).isInstanceOfSatisfying(Availability.Unsupported.class, answer -> {
            assertThat(answer.reason()).contains("played");
            assertThat(answer.cure()).contains("--enable-native-access");
        });
    }
}
