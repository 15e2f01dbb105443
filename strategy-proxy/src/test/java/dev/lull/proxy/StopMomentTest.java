package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Door;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Idle stops, one after another, with clients that connect at random moments around each: whoever was connected has been
 * served, and nobody is cut off.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux holds SYNs")
@ExtendWith(LeakCheck.class)
class StopMomentTest implements OverEachPath {

    private static final Duration DOOR_TIMEOUT = Duration.ofSeconds(20);
    private static final int CLIENTS = 4;

    /** A client that waits longer than this is held: on loopback a connection is made at once. */
    private static final int HELD_MILLIS = 150;

    private static final long LATEST_CONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long SHUT_AT_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private enum Fate {
        SERVED,
        HELD,
        REFUSED
    }

    List<Arguments> pathsAndFrontends() {
        return pathsWithPipes().stream()
                .flatMap(path -> Stream.of(
                        Arguments.of(path, "127.0.0.1", List.of("127.0.0.1")),
                        Arguments.of(path, "::1", List.of("::1")),
                        Arguments.of(path, "::", List.of("127.0.0.1", "::1"))))
                .toList();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("pathsAndFrontends")
    void cutsNobodyOff(RelayPath path, String frontend, List<String> reachedAt) throws Exception {
        path.requireMachine();
        assertThat(SystemCalls.load()).isNotNull();
        Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        Thread answering;
        try (ServerSocket service = new ServerSocket(0, 1024, RelayStage.HERE)) {
            answering = new Thread(() -> answer(service), "service");
            answering.start();
            for (int round = 0; round < rounds(); round++) {
                InetSocketAddress at = FreePort.at(InetAddress.getByName(frontend));
                List<InetSocketAddress> doors = new ArrayList<>();
                for (String each : reachedAt) {
                    doors.add(new InetSocketAddress(each, at.getPort()));
                }
                List<Future<Fate>> rounded = new ArrayList<>();
                try (ActivityMonitor relay =
                        RelayStage.open(path, path.options().loops(2).build(), at, (InetSocketAddress)
                                service.getLocalSocketAddress())) {
                    for (int i = 0; i < CLIENTS; i++) {
                        InetSocketAddress door = doors.get(i % doors.size());
                        rounded.add(clients.submit(() -> connectAtRandom(door)));
                    }
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(SHUT_AT_NANOS));
                    stopOnceIdle(relay);
                }
                for (Future<Fate> each : rounded) {
                    fates.merge(each.get(1, TimeUnit.MINUTES), 1, Integer::sum); // throws for one that was cut off
                }
            }
        } finally {
            clients.shutdownNow();
        }
        answering.join();
        assertThat(fates.keySet())
                .as("it did come to stops at such moments: %s", fates)
                .contains(Fate.SERVED);
    }

    private static int rounds() {
        return Integer.getInteger("lull.stops", 12);
    }

    /** What the watcher does, with an idle timeout of nothing. */
    private static void stopOnceIdle(ActivityMonitor relay) {
        Door door = relay.door().orElseThrow();
        while (true) {
            door.shut(DOOR_TIMEOUT);
            if (((ActivitySnapshot) relay.read()).openConnections() == 0 && door.keepShut()) {
                return;
            }
            door.open();
        }
    }

    private static Fate connectAtRandom(InetSocketAddress door) throws IOException {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LATEST_CONNECT_NANOS));
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) RelayStage.PATIENCE.toMillis());
            try {
                socket.connect(door, HELD_MILLIS);
            } catch (SocketTimeoutException e) {
                return Fate.HELD;
            } catch (ConnectException e) {
                return Fate.REFUSED;
            }
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(8);
            return Fate.SERVED;
        }
    }

    private static void answer(ServerSocket service) {
        try {
            while (true) {
                try (Socket socket = service.accept()) {
                    if (socket.getInputStream().read() == 7) {
                        socket.getOutputStream().write(8);
                    }
                }
            }
        } catch (IOException e) {
            assert service.isClosed() : "the test is over";
        }
    }
}
