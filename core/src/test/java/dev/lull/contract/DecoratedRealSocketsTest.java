package dev.lull.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Cidr;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.Monitors;
import dev.lull.Testimony;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Filters and combinations over real sockets. */
@ExtendWith(LeakCheck.class)
final class DecoratedRealSocketsTest {

    private final ReferenceStrategy strategy = new ReferenceStrategy();

    @BeforeEach
    void needsProcfs() {
        Require.that("procfs", Files.exists(Path.of("/proc/self/net/tcp")), "there is no /proc/self/net/tcp");
    }

    private static Socket connectFrom(InetAddress peer, Stage stage) throws Exception {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(peer, 0));
        socket.connect(new InetSocketAddress(Loopback.IPV4, stage.port()), 10_000);
        stage.accept();
        return socket;
    }

    private static void awaitOpen(ActivityMonitor monitor, int expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ((ActivitySnapshot) monitor.read()).openConnections() == expected);
    }

    @Test
    void ignoresAnIpv4PeerOfADualStackListener() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        RecordingListener heard = new RecordingListener();
        try (Stage stage = Stage.at(Loopback.ANY, false);
                ActivityMonitor everybody = strategy.open(stage.target());
                ActivityMonitor monitor =
                        Monitors.ignoringPeers(strategy.open(stage.target()), List.of(Cidr.parse("127.0.0.1")))) {
            monitor.subscribe(heard);
            try (Socket probe = connectFrom(Loopback.IPV4, stage)) {
                awaitOpen(everybody, 1);
                awaitOpen(monitor, 0);
                try (Socket user = connectFrom(Loopback.IPV4_OTHER, stage)) {
                    awaitOpen(monitor, 1);
                    assertThat(monitor.connections()).singleElement().satisfies(connection -> assertThat(
                                    connection.remote())
                            .isEqualTo(user.getLocalSocketAddress()));
                    awaitOpen(everybody, 2);
                }
                assertThat(probe.isConnected()).isTrue();
            }
        }
        assertThat(heard.story()).startsWith("opened 1");
    }

    @Test
    void takesTwoServicesForOne() throws Exception {
        RecordingListener heard = new RecordingListener();
        try (Stage one = Stage.at(Loopback.IPV4, false);
                Stage other = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor =
                        Monitors.anyOf(List.of(strategy.open(one.target()), strategy.open(other.target())))) {
            monitor.subscribe(heard);
            Socket first = one.connect();
            awaitOpen(monitor, 1);
            Socket second = other.connect();
            awaitOpen(monitor, 2);
            Stage.reset(first);
            awaitOpen(monitor, 1);
            Stage.reset(second);
            awaitOpen(monitor, 0);
        }
        assertThat(heard.story()).containsExactly("opened 1", "opened 2", "closed 1", "closed 0");
    }

    private static List<Testimony.Sighting> sightings(ActivityMonitor monitor) {
        return ((Testimony.Seen) monitor.witness().testify()).open();
    }

    @Test
    void theWitnessDoesNotSeeAnIgnoredPeerSoThatItDoesNotKeepTheServiceUp() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor everybody = strategy.open(stage.target());
                ActivityMonitor monitor =
                        Monitors.ignoringPeers(strategy.open(stage.target()), List.of(Cidr.parse("127.0.0.1")));
                Socket probe = connectFrom(Loopback.IPV4, stage)) {
            assertThat(sightings(everybody)).hasSize(1);
            assertThat(sightings(monitor)).isEmpty();
            IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMillis(20));
            assertThat(IdleWatcher.of(monitor, policy, verdict -> {}).run()).isPresent();
            assertThat(probe.isConnected()).isTrue();
            try (Socket user = connectFrom(Loopback.IPV4_OTHER, stage)) {
                assertThat(sightings(monitor))
                        .extracting(Testimony.Sighting::remote)
                        .containsExactly((InetSocketAddress) user.getLocalSocketAddress());
            }
        }
    }

    @Test
    void theWitnessOfTwoServicesSeesTheClientsOfBoth() throws Exception {
        try (Stage one = Stage.at(Loopback.IPV4, false);
                Stage other = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor =
                        Monitors.anyOf(List.of(strategy.open(one.target()), strategy.open(other.target())))) {
            assertThat(sightings(monitor)).isEmpty();
            one.connect();
            other.connect();
            assertThat(sightings(monitor))
                    .extracting(sighting -> sighting.local().getPort())
                    .containsExactly(one.port(), other.port());
        }
    }
}
