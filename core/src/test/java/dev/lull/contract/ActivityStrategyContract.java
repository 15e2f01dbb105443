package dev.lull.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Door;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Monitors;
import dev.lull.NanoClock;
import dev.lull.ProbeLimit;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.Subscription;
import dev.lull.Testimony;
import dev.lull.Traffic;
import dev.lull.Verdict;
import dev.lull.WatchListener;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every strategy must do, over real loopback sockets: same traffic, same answers. A strategy's own test extends it
 * and says which provider, and where it needs something of the machine, {@link #requireMachine()}.
 */
@ExtendWith(LeakCheck.class)
public abstract class ActivityStrategyContract {

    private static final Duration NO_DELAY = Duration.ZERO;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final int MANY = 100;

    /** Makes the contract's tests. */
    protected ActivityStrategyContract() {}

    /**
     * Returns the strategy under test.
     *
     * @return the provider
     */
    protected abstract ActivityStrategyProvider provider();

    /**
     * Returns the options to open it with: the place for settings that choose one of its sources.
     *
     * @return the options; by default the defaults
     */
    protected MonitorOptions options() {
        return MonitorOptions.defaults();
    }

    /**
     * Returns what the monitor under test can see; less than the provider's where the options choose a poorer source.
     *
     * @return by default the provider's
     */
    protected java.util.Set<Capability> capabilities() {
        return provider().capabilities();
    }

    /** Skips or fails, with {@link Require}, where the machine lacks what the strategy needs. */
    protected void requireMachine() {}

    /**
     * Opens a monitor whose looks fail, for as long as it is open.
     *
     * @return the monitor, or empty where looks of this strategy cannot be made to fail from outside
     * @throws Exception if it cannot be set up
     */
    protected Optional<ActivityMonitor> openUnreadable() throws Exception {
        return Optional.empty();
    }

    /**
     * Returns how long a test waits for what it expects before it fails.
     *
     * @return ten seconds, unless the strategy is known to be wrong
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @BeforeEach
    final void checkMachine() {
        requireMachine();
    }

    // ---- what counts ----

    @Test
    protected void countsNobodyWhereOnlyTheListenerIs() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            assertThat(snapshot(monitor).openConnections()).isZero();
            assertThat(snapshot(monitor).openedTotal()).isZero();
        }
    }

    @Test
    protected void countsOneClientFromItsConnectToItsClose() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            awaitOpen(monitor, 1);
            assertThat(snapshot(monitor).openedTotal()).isEqualTo(1);
            client.close();
            server.close();
            awaitOpen(monitor, 0);
            assertThat(snapshot(monitor).openedTotal()).isEqualTo(1);
        }
    }

    @Test
    protected void countsAHundredClients() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                sockets.add(stage.connect());
                sockets.add(stage.accept());
            }
            awaitOpen(monitor, MANY);
            assertThat(snapshot(monitor).openedTotal()).isEqualTo(MANY);
            for (Socket socket : sockets) {
                socket.close();
            }
            awaitOpen(monitor, 0);
            assertThat(snapshot(monitor).openedTotal()).isEqualTo(MANY);
        }
    }

    @Test
    protected void countsAClientThatHasOnlyStoppedSending() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertStaysOpen(monitor, 1);
            server.getOutputStream().write(42);
            assertThat(client.getInputStream().read()).isEqualTo(42);
            server.close();
            client.close();
            awaitOpen(monitor, 0);
        }
    }

    @Test
    protected void countsAClientToWhomTheServiceHasOnlyStoppedSending() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertStaysOpen(monitor, 1);
            client.getOutputStream().write(42);
            assertThat(server.getInputStream().read()).isEqualTo(42);
            client.close();
            server.close();
            awaitOpen(monitor, 0);
        }
    }

    @Test
    protected void countsNobodyAfterAReset() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            stage.accept();
            awaitOpen(monitor, 1);
            Stage.reset(client);
            awaitOpen(monitor, 0);
        }
    }

    @Test
    protected void countsAConnectionThatTheServiceHasNotAcceptedYet() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            awaitOpen(monitor, 1);
            Stage.reset(client);
            awaitOpen(monitor, 0);
        }
    }

    @Test
    protected void doesNotCountTimeWaitAfterTheServiceClosedFirst() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            awaitOpen(monitor, 1);
            server.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            client.close();
            awaitOpen(monitor, 0);
        }
    }

    @Test
    protected void doesNotCountASocketThatNoProcessHoldsAnyMore() throws Exception {
        assumeFalse(inPath(), "a relay holds its own end for as long as its client does");
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            awaitOpen(monitor, 1);
            server.close(); // the client holds on: the service's end is an orphan in FIN_WAIT_2
            awaitOpen(monitor, 0);
            assertThat(client.isClosed()).isFalse();
        }
    }

    @Test
    protected void countsAConnectionThatCameAndWentBetweenTwoLooksWhereItCanSeeThat() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            snapshot(monitor);
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.close();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            server.close();
            awaitOpen(monitor, 0);
            if (capabilities().contains(Capability.SHORT_CONNECTIONS)) {
                await(monitor, seen -> seen.openedTotal() == 1);
            }
            assertThat(snapshot(monitor).openedTotal()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    protected void countsAnIpv4ClientOfADualStackListener() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        try (Stage stage = Stage.at(Loopback.ANY, inPath());
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect(Loopback.IPV4);
            stage.accept();
            awaitOpen(monitor, 1);
            assertRemoteIs(monitor, client);
        }
    }

    @Test
    protected void countsAnIpv6Client() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        try (Stage stage = Stage.at(Loopback.IPV6, inPath());
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            stage.accept();
            awaitOpen(monitor, 1);
            assertRemoteIs(monitor, client);
        }
    }

    @Test
    protected void countsAConnectionOlderThanTheMonitorUntilItCloses() throws Exception {
        assumeFalse(inPath(), "all connections pass through the relay");
        try (Stage stage = loopback()) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            try (ActivityMonitor monitor = open(stage.target())) {
                RecordingListener heard = new RecordingListener();
                monitor.subscribe(heard);
                assertThat(snapshot(monitor).openConnections()).isEqualTo(1);
                assertThat(snapshot(monitor).openedTotal()).isZero();
                client.close();
                server.close();
                awaitOpen(monitor, 0);
                Awaitility.await().atMost(patience()).until(() -> heard.story().equals(List.of("closed 0")));
            }
        }
    }

    @Test
    protected void countsTheConnectionsOfTwoPortsTogether() throws Exception {
        assumeFalse(inPath(), "a relay listens at one place");
        try (Stage one = loopback();
                Stage other = loopback();
                ActivityMonitor monitor = open(one.targetWith(other))) {
            one.connect();
            other.connect();
            other.connect();
            awaitOpen(monitor, 3);
        }
    }

    @Test
    protected void doesNotCountConnectionsToOtherPorts() throws Exception {
        try (Stage ours = loopback();
                Stage theirs = Stage.at(InetAddress.getLoopbackAddress(), false);
                ActivityMonitor monitor = open(ours.target())) {
            theirs.connect();
            theirs.accept();
            ours.connect();
            awaitOpen(monitor, 1);
            assertStaysOpen(monitor, 1);
        }
    }

    @Test
    protected void countsOnlyConnectionsToTheAddressWhereOneIsGiven() throws Exception {
        assumeFalse(inPath(), "a relay's address is where it listens");
        try (Stage stage = Stage.at(Loopback.ANY_IPV4, false)) {
            InetAddress one = Loopback.IPV4;
            InetAddress other = Loopback.IPV4_OTHER;
            try (ActivityMonitor monitor = open(observed(one, stage.port()))) {
                stage.connect(other);
                stage.accept();
                stage.connect(one);
                stage.accept();
                awaitOpen(monitor, 1);
                assertStaysOpen(monitor, 1);
            }
        }
    }

    @Test
    protected void countsAClientWhereTheAddressIsTheWildcardThatTheServiceListensAt() throws Exception {
        assumeFalse(inPath(), "a relay's address is where it listens");
        for (InetAddress wildcard : List.of(Loopback.ANY_IPV4, Loopback.ANY)) {
            try (Stage stage = Stage.at(wildcard, false);
                    ActivityMonitor monitor = open(observed(wildcard, stage.port()))) {
                stage.connect();
                awaitOpen(monitor, 1);
            }
        }
    }

    @Test
    protected void doesNotCountTheSamePortOfAnotherNetworkNamespace() throws Exception {
        assumeFalse(inPath(), "a relay listens in its own namespace");
        Require.networkNamespaces();
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target());
                OtherNamespace other = OtherNamespace.withConnectionTo(stage.port())) {
            assertThat(other.pid()).isPositive();
            assertStaysOpen(monitor, 0);
        }
    }

    // ---- a service that is not there ----

    @Test
    protected void isUnreadableWhileNothingListens() throws Exception {
        assumeFalse(inPath(), "a relay listens itself");
        InetSocketAddress address = FreePort.at(Loopback.IPV4);
        int port = address.getPort();
        try (ActivityMonitor monitor = open(MonitorTarget.port(port))) {
            assertThat(monitor.read())
                    .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                            .isEqualTo("nothing listens on port " + port));
            awaitUnserved(monitor, port);
            try (Stage stage = Stage.at(address)) {
                awaitServed(monitor);
                stage.stopListening();
                awaitUnserved(monitor, port);
                stage.listenAgain();
                awaitServed(monitor);
                stage.connect();
                Socket server = stage.accept();
                awaitOpen(monitor, 1);
                stage.stopListening();
                assertStaysOpen(monitor, 1);
                Stage.reset(server);
                awaitUnserved(monitor, port);
            }
        }
    }

    @Test
    protected void isUnreadableWhileNothingListensAtOneOfSeveralPorts() throws Exception {
        assumeFalse(inPath(), "a relay listens itself");
        int unserved = FreePort.at(Loopback.IPV4).getPort();
        int another = FreePort.at(Loopback.IPV4).getPort();
        try (Stage stage = loopback();
                ActivityMonitor monitor =
                        open(MonitorTarget.ports(new TreeSet<>(List.of(unserved, stage.port(), another))))) {
            awaitUnserved(monitor, unserved, another);
            Socket client = stage.connect();
            Socket server = stage.accept();
            patiently().until(() -> monitor.read() instanceof ActivitySnapshot);
            awaitOpen(monitor, 1);
            client.close();
            server.close();
            awaitUnserved(monitor, unserved, another);
        }
    }

    @Test
    protected void isUnreadableWhileNothingListensAtTheAddressWhereOneIsGiven() throws Exception {
        assumeFalse(inPath(), "a relay listens itself");
        try (Stage elsewhere = Stage.at(Loopback.IPV4_OTHER, false);
                ActivityMonitor monitor = open(observed(Loopback.IPV4, elsewhere.port()))) {
            awaitUnserved(monitor, elsewhere.port());
            try (Stage here = Stage.at(new InetSocketAddress(Loopback.IPV4, elsewhere.port()))) {
                awaitServed(monitor);
                here.stopListening();
                awaitUnserved(monitor, elsewhere.port());
            }
        }
    }

    @Test
    protected void takesAListenerAtEveryAddressForOneAtTheAddressGiven() throws Exception {
        assumeFalse(inPath(), "a relay listens itself");
        for (InetAddress wildcard : List.of(Loopback.ANY_IPV4, Loopback.ANY)) {
            try (Stage stage = Stage.at(wildcard, false);
                    ActivityMonitor monitor = open(observed(Loopback.IPV4, stage.port()))) {
                awaitServed(monitor);
                stage.stopListening();
                awaitUnserved(monitor, stage.port());
            }
        }
    }

    // ---- the second source ----

    @Test
    protected void saysBeforehandWhetherItHasAWitness() throws Exception {
        try (Stage stage = loopback()) {
            ActivityMonitor monitor = open(stage.target());
            try (monitor) {
                boolean has = !(monitor.witness().testify() instanceof Testimony.Absent);
                Availability answer = provider().probeWitness();
                assertThat(answer.explanation()).isNotBlank();
                assertThat(answer instanceof Availability.Available)
                        .as(
                                "%s, and the monitor's is %s",
                                answer, monitor.witness().description())
                        .isEqualTo(has);
                assertThat(monitor.witness().description()).isNotBlank();
            }
            assertThat(monitor.witness().testify()).isNotInstanceOf(Testimony.Seen.class);
        }
    }

    @Test
    protected void itsWitnessSeesAClientFromItsConnectToItsClose() throws Exception {
        assumeWitness();
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            assertThat(sightings(monitor)).isEmpty();
            Socket client = stage.connect();
            Socket server = stage.accept();
            awaitOpen(monitor, 1);
            assertThat(sightings(monitor)).singleElement().satisfies(sighting -> {
                assertThat(sameEndpoint(sighting.remote(), (InetSocketAddress) client.getLocalSocketAddress()))
                        .as("%s is %s", sighting.remote(), client.getLocalSocketAddress())
                        .isTrue();
                assertThat(sighting.local().getPort()).isEqualTo(stage.port());
            });
            client.close();
            server.close();
            patiently().until(() -> sightings(monitor).isEmpty());
        }
    }

    @Test
    protected void itsWitnessSeesAConnectionThatTheServiceHasNotAcceptedYet() throws Exception {
        assumeWitness();
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            stage.connect();
            assertThat(sightings(monitor)).hasSize(1);
        }
    }

    @Test
    protected void itsWitnessSeesAnIpv4ClientOfADualStackListener() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        assumeWitness();
        try (Stage stage = Stage.at(Loopback.ANY, inPath());
                ActivityMonitor monitor = open(stage.target())) {
            stage.connect(Loopback.IPV4);
            stage.accept();
            assertThat(sightings(monitor)).hasSize(1);
        }
    }

    @Test
    protected void itsWitnessSeesAClientThatHasOnlyStoppedSending() throws Exception {
        assumeWitness();
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            assertThat(sightings(monitor)).hasSize(1);
        }
    }

    @Test
    protected void isNotStoppedUnderAClientWhomOnlyItsWitnessSees() throws Exception {
        assumeWitness();
        List<String> stopped = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            ActivityMonitor blind = new BlindMonitor(monitor, monitor.read().takenAtNanos());
            stage.connect();
            stage.accept();
            CountDownLatch disagreed = new CountDownLatch(1);
            IdleWatcher watcher = IdleWatcher.builder(
                            blind,
                            IdleShutdownPolicy.idleAfter(Duration.ofMillis(20)),
                            verdict -> stopped.add(verdict.toString()))
                    .listener(new WatchListener() {
                        @Override
                        public void onLook(Reading reading, Verdict verdict) {
                            if (reading instanceof Reading.Unreadable unreadable) {
                                heard.add(unreadable.reason());
                                disagreed.countDown();
                            }
                        }
                    })
                    .build();
            Thread closer = new Thread(() -> {
                try {
                    assertThat(disagreed.await(patience().toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    watcher.close();
                }
            });
            closer.start();
            assertThat(watcher.run()).isEmpty();
            closer.join();
        }
        assertThat(stopped).isEmpty();
        assertThat(heard)
                .isNotEmpty()
                .allMatch(reason -> reason.contains("sees nobody connected") && reason.contains("sees 1 connection"));
    }

    private void assumeWitness() {
        assumeTrue(provider().probeWitness() instanceof Availability.Available, "has no second source");
    }

    private static List<Testimony.Sighting> sightings(ActivityMonitor monitor) {
        Testimony testimony = monitor.witness().testify();
        assertThat(testimony).isInstanceOf(Testimony.Seen.class);
        return ((Testimony.Seen) testimony).open();
    }

    // ---- what is told of it ----

    @Test
    protected void listsEachConnectionWithItsPeer() throws Exception {
        assumeTrue(capabilities().contains(Capability.PER_CONNECTION), "needs PER_CONNECTION");
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Socket first = stage.connect();
            Socket second = stage.connect();
            awaitOpen(monitor, 2);
            assertThat(monitor.connections())
                    .extracting(Connection::remote)
                    .containsExactlyInAnyOrder((InetSocketAddress) first.getLocalSocketAddress(), (InetSocketAddress)
                            second.getLocalSocketAddress());
            assertThat(monitor.connections()).extracting(Connection::id).doesNotHaveDuplicates();
            assertThat(monitor.connections())
                    .extracting(connection -> connection.local().getPort())
                    .containsOnly(stage.port());
        }
    }

    @Test
    protected void tellsOpenedAndClosedInOrderWithTheCount() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            Socket first = stage.connect();
            stage.accept();
            awaitStory(monitor, heard, List.of("opened 1"));
            Socket second = stage.connect();
            stage.accept();
            awaitStory(monitor, heard, List.of("opened 1", "opened 2"));
            Stage.reset(first);
            awaitStory(monitor, heard, List.of("opened 1", "opened 2", "closed 1"));
            Stage.reset(second);
            awaitStory(monitor, heard, List.of("opened 1", "opened 2", "closed 1", "closed 0"));
            List<Long> ids = heard.events().stream()
                    .map(event -> event.connection().id())
                    .toList();
            assertThat(ids.get(0)).isEqualTo(ids.get(2)).isNotEqualTo(ids.get(1));
        }
    }

    @Test
    protected void tellsOfEventsWithoutBeingAskedWhereItPushes() throws Exception {
        assumeTrue(capabilities().contains(Capability.EVENTS), "needs EVENTS");
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            Socket client = stage.connect();
            patiently().until(() -> heard.story().equals(List.of("opened 1")));
            Stage.reset(client);
            patiently().until(() -> heard.story().equals(List.of("opened 1", "closed 0")));
        }
    }

    @Test
    protected void measuresThePayloadToTheByteWhereItMeasures() throws Exception {
        assumeTrue(capabilities().contains(Capability.TRAFFIC), "needs TRAFFIC");
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            assertThat(snapshot(monitor).traffic()).contains(Traffic.NONE);
            Socket client = stage.connect();
            Socket server = stage.accept();
            client.getOutputStream().write(new byte[1000]);
            assertThat(server.getInputStream().readNBytes(1000)).hasSize(1000);
            server.getOutputStream().write(new byte[70]);
            assertThat(client.getInputStream().readNBytes(70)).hasSize(70);
            Traffic expected = new Traffic(1000, 70);
            await(monitor, seen -> seen.traffic().equals(Optional.of(expected)));
            assertThat(monitor.connections())
                    .singleElement()
                    .extracting(Connection::traffic)
                    .isEqualTo(Optional.of(expected));
        }
    }

    @Test
    protected void tellsAllThatAConnectionCarriedWhenItClosesWhereItHearsOfThat() throws Exception {
        assumeTrue(hearsOfTrafficAtTheClose(), "needs EVENTS and TRAFFIC");
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            List<Traffic> expected = new ArrayList<>();
            for (boolean serviceEndsIt : new boolean[] {true, false}) {
                ask(stage, new byte[300], new byte[700], serviceEndsIt);
                expected.add(new Traffic(300, 700));
                patiently().until(() -> heard.story().size() == 2 * expected.size());
            }
            assertThat(heard.events())
                    .filteredOn(ConnectionEvent.Closed.class::isInstance)
                    .extracting(event -> event.connection().traffic().orElseThrow())
                    .isEqualTo(expected);
        }
    }

    @Test
    protected void aProbeLeavesNoTraceAndAUserDoesWhereItHearsOfTrafficAtTheClose() throws Exception {
        assumeTrue(hearsOfTrafficAtTheClose(), "needs EVENTS and TRAFFIC");
        ProbeLimit limit = new ProbeLimit(patience(), 1000);
        try (Stage stage = loopback();
                ActivityMonitor monitor = Monitors.leavingOutProbes(open(stage.target()), limit)) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            long before = snapshot(monitor).lastActivityNanos();
            Socket scanner = stage.connect();
            Socket scanned = stage.accept();
            awaitOpen(monitor, 1);
            Stage.reset(scanner);
            patiently().until(() -> heard.story().size() == 2);
            scanned.close();
            ask(stage, new byte[300], new byte[600], true);
            patiently().until(() -> heard.story().size() == 4);
            awaitOpen(monitor, 0);
            assertThat(snapshot(monitor).lastActivityNanos()).isEqualTo(before);
            ask(stage, new byte[300], new byte[700], true);
            patiently().until(() -> heard.story().size() == 6);
            awaitOpen(monitor, 0);
            assertThat(snapshot(monitor).lastActivityNanos() - before).isPositive();
        }
    }

    private boolean hearsOfTrafficAtTheClose() {
        return capabilities()
                .containsAll(java.util.Set.of(Capability.EVENTS, Capability.TRAFFIC, Capability.PER_CONNECTION));
    }

    @SuppressWarnings("try") // who closes first is the point
    private static void ask(Stage stage, byte[] question, byte[] answer, boolean serviceEndsIt) throws IOException {
        try (Socket client = stage.connect();
                Socket server = stage.accept()) {
            client.getOutputStream().write(question);
            assertThat(server.getInputStream().readNBytes(question.length)).hasSize(question.length);
            server.getOutputStream().write(answer);
            if (serviceEndsIt) {
                server.close();
            }
            assertThat(client.getInputStream().readNBytes(answer.length)).hasSize(answer.length);
        }
    }

    @Test
    protected void saysNothingOfTrafficWhereItDoesNotMeasure() throws Exception {
        assumeFalse(capabilities().contains(Capability.TRAFFIC), "has TRAFFIC");
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            stage.connect();
            awaitOpen(monitor, 1);
            assertThat(snapshot(monitor).traffic()).isEmpty();
            assertThat(monitor.connections()).extracting(Connection::traffic).containsOnly(Optional.empty());
        }
    }

    @Test
    protected void putsTheLatestActivityBetweenTheConnectionAndNow() throws Exception {
        NanoClock clock = options().clock();
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            long before = clock.nanoTime();
            Socket client = stage.connect();
            stage.accept();
            awaitOpen(monitor, 1);
            Stage.reset(client);
            awaitOpen(monitor, 0);
            ActivitySnapshot seen = snapshot(monitor);
            assertThat(seen.lastActivityNanos() - before)
                    .as("after the connection came")
                    .isNotNegative();
            assertThat(seen.takenAtNanos() - seen.lastActivityNanos())
                    .as("not in the future")
                    .isNotNegative();
            assertThat(clock.nanoTime() - seen.takenAtNanos()).isNotNegative();
        }
    }

    @Test
    protected void takesAMonitorsOpeningForTheLatestActivityWhenThereWasNone() throws Exception {
        NanoClock clock = options().clock();
        try (Stage stage = loopback()) {
            long before = clock.nanoTime();
            try (ActivityMonitor monitor = open(stage.target())) {
                long after = clock.nanoTime();
                long last = snapshot(monitor).lastActivityNanos();
                assertThat(last - before).isNotNegative();
                assertThat(after - last).isNotNegative();
            }
        }
    }

    @Test
    protected void saysUnreadableWithTheReasonWhenALookFails() throws Exception {
        Optional<ActivityMonitor> opened = openUnreadable();
        assumeTrue(opened.isPresent(), "its looks cannot be made to fail from outside");
        try (ActivityMonitor monitor = opened.orElseThrow()) {
            Reading reading = monitor.read();
            assertThat(reading).isInstanceOf(Reading.Unreadable.class);
            assertThat(((Reading.Unreadable) reading).reason()).isNotBlank().doesNotContain("null");
            assertThat(((Reading.Unreadable) reading).unservedPorts())
                    .as("the ports of which a failed look knows anything")
                    .isEmpty();
        }
    }

    // ---- listeners ----

    @Test
    protected void goesOnTellingWhenOneListenerThrows() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(event -> {
                throw new IllegalStateException("on purpose");
            });
            monitor.subscribe(heard);
            stage.connect();
            awaitStory(monitor, heard, List.of("opened 1"));
            assertThat(snapshot(monitor).openConnections()).isEqualTo(1);
        }
    }

    @Test
    protected void tellsNothingAfterASubscriptionHasEnded() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            RecordingListener leaves = new RecordingListener();
            RecordingListener stays = new RecordingListener();
            Subscription subscription = monitor.subscribe(leaves);
            monitor.subscribe(stays);
            subscription.close();
            subscription.close();
            stage.connect();
            awaitStory(monitor, stays, List.of("opened 1"));
            assertThat(leaves.events()).isEmpty();
        }
    }

    // ---- listeners that do not return ----

    @Test
    protected void goesOnCountingWakingAndClosingThoughAListenerNeverReturns() throws Exception {
        assumeTrue(capabilities().contains(Capability.EVENTS), "needs EVENTS");
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Semaphore wakes = new Semaphore(0);
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            monitor.subscribe(event -> {
                stuck.countDown();
                boolean ignored = awaitQuietly(goOn);
            });
            monitor.subscribeToUse(wakes::release);
            Socket first = stage.connect();
            assertThat(awaitQuietly(stuck)).as("the listener hears").isTrue();
            patiently().until(() -> wakes.tryAcquire());
            Socket second = stage.connect();
            awaitOpen(monitor, 2);
            wakes.drainPermits();
            Stage.reset(first);
            Stage.reset(second);
            awaitOpen(monitor, 0);
            patiently().until(() -> wakes.tryAcquire());
            assertThat(snapshot(monitor).openedTotal()).isEqualTo(2);
            assertCloses(monitor);
        } finally {
            goOn.countDown();
        }
    }

    @Test
    protected void mayBeClosedByAListener() throws Exception {
        assumeTrue(capabilities().contains(Capability.EVENTS), "needs EVENTS");
        CountDownLatch closed = new CountDownLatch(1);
        try (Stage stage = loopback()) {
            ActivityMonitor monitor = open(stage.target());
            monitor.subscribe(event -> {
                monitor.close();
                closed.countDown();
            });
            try {
                stage.connect();
            } catch (SocketException e) {
                assertThat(inPath())
                        .as("a relay resets whoever is inside when it closes")
                        .isTrue();
            }
            assertThat(awaitQuietly(closed)).as("close returns").isTrue();
            assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
        }
    }

    // ---- the door ----

    @Test
    protected void holdsTheDoorExactlyWhereItSaysSo() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            assertThat(monitor.door().isPresent()).isEqualTo(capabilities().contains(Capability.HOLDS_DOOR));
        }
    }

    /** Where a client waits is the strategy's affair: connected in a queue, or in its own kernel with a SYN to repeat. */
    @Test
    protected void letsAClientWaitAtAShutDoorAndServesItOnceTheDoorIsOpen() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Door door = door(monitor);
            door.shut(Duration.ofMinutes(1));
            door.shut(Duration.ofMinutes(1));
            SocketChannel client = stage.knock();
            assertStaysOpen(monitor, 0);
            door.open();
            assertIsServed(stage, client);
            awaitOpen(monitor, 1);
        }
    }

    @Test
    protected void countsAndServesThoseInsideWhileTheDoorIsShut() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Door door = door(monitor);
            Socket client = stage.connect();
            Socket server = stage.accept();
            awaitOpen(monitor, 1);
            door.shut(Duration.ofMinutes(1));
            client.getOutputStream().write(7);
            assertThat(server.getInputStream().read()).isEqualTo(7);
            server.getOutputStream().write(8);
            assertThat(client.getInputStream().read()).isEqualTo(8);
            assertThat(snapshot(monitor).openConnections()).isEqualTo(1);
            client.close();
            server.close();
            awaitOpen(monitor, 0);
        }
    }

    @Test
    protected void keepsTheDoorShutBeyondItsTimeoutOnceTheStopIsDecided() throws Exception {
        Duration timeout = Duration.ofSeconds(2);
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Door door = door(monitor);
            door.shut(timeout);
            long afterShut = System.nanoTime();
            assertThat(door.keepShut()).isTrue();
            assertThat(door.keepShut()).isTrue();
            SocketChannel client = stage.knock();
            patiently().until(() -> System.nanoTime() - afterShut > timeout.toNanos());
            assertStaysOpen(monitor, 0);
            assertThat(door.keepShut()).isTrue();
            door.open();
            assertIsServed(stage, client);
        }
    }

    @Test
    protected void opensTheDoorByItselfWhenTheTimeoutIsOver() throws Exception {
        try (Stage stage = loopback();
                ActivityMonitor monitor = open(stage.target())) {
            Door door = door(monitor);
            assertThat(door.keepShut()).as("it is open").isFalse();
            door.shut(Duration.ofSeconds(1));
            SocketChannel client = stage.knock();
            assertIsServed(stage, client);
            awaitOpen(monitor, 1);
            assertThat(door.keepShut()).as("it has opened meanwhile").isFalse();
            stage.connect();
        }
    }

    @Test
    protected void answersAClientAtADoorThatWasKeptShutWhenItIsClosed() throws Exception {
        requireDoor(); // before there is a monitor to close
        try (Stage stage = loopback()) {
            ActivityMonitor monitor = open(stage.target());
            Door door = door(monitor);
            door.shut(Duration.ofMinutes(1));
            assertThat(door.keepShut()).isTrue();
            SocketChannel client = stage.knock();
            assertStaysOpen(monitor, 0);
            monitor.close();
            assertThat(door.keepShut()).isFalse();
            if (inPath()) {
                patiently().until(() -> isOver(client));
            } else {
                assertIsServed(stage, client);
            }
        }
    }

    // ---- lifecycle ----

    @Test
    protected void refusesEverythingButItsNameOnceClosed() throws Exception {
        try (Stage stage = loopback()) {
            ActivityMonitor monitor = open(stage.target());
            monitor.close();
            monitor.close();
            assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(monitor::connections).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> monitor.subscribe(event -> {})).isInstanceOf(IllegalStateException.class);
            assertThat(monitor.strategy()).isEqualTo(provider().name());
            assertThat(monitor.capabilities()).isEqualTo(capabilities());
            assertThat(monitor.toString()).isNotBlank();
            assertThat(monitor.description()).isNotBlank();
            assertThatCode(() -> monitor.door().ifPresent(door -> {
                        door.shut(Duration.ofMinutes(1));
                        assertThat(door.keepShut()).isFalse();
                        door.open();
                    }))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    protected void canBeReadByEightThreadsWhileItIsClosed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Stage stage = loopback()) {
            ActivityMonitor monitor = open(stage.target());
            CountDownLatch reading = new CountDownLatch(8);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ends.add(threads.submit(() -> {
                    reading.countDown();
                    try {
                        while (!Thread.currentThread().isInterrupted()) {
                            assertThat(monitor.read()).isInstanceOf(ActivitySnapshot.class);
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed).hasMessageContaining("closed");
                    }
                }));
            }
            assertThat(reading.await(patience().toSeconds(), TimeUnit.SECONDS)).isTrue();
            stage.connect();
            awaitOpen(monitor, 1);
            monitor.close();
            for (Future<?> end : ends) {
                end.get(patience().toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    protected void refusesATargetThatItCannotWatchAndLeavesNothingOpen() throws Exception {
        InetSocketAddress front = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        InetSocketAddress service = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
        MonitorTarget wrong = inPath() ? MonitorTarget.port(1) : new MonitorTarget.Proxied(front, service);
        assumeTrue(provider().unfitFor(wrong).isPresent(), "can watch every target");
        assertThatThrownBy(() -> provider().open(wrong, options()))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining(provider().name());
    }

    @Test
    protected void probesWithoutLeavingAnythingBehind() {
        Availability answer = provider().probe();
        assertThat(answer.explanation()).isNotBlank();
        assertThat(provider().probe()).hasSameClassAs(answer).isInstanceOf(Availability.Available.class);
    }

    // ---- what the tests above are made of ----

    private Stage loopback() throws IOException {
        return Stage.at(Loopback.IPV4, inPath());
    }

    private ActivityMonitor open(MonitorTarget target) {
        return provider().open(target, options());
    }

    private static MonitorTarget observed(InetAddress address, int port) {
        return new MonitorTarget.Observed(new TreeSet<>(List.of(port)), Optional.of(address));
    }

    private void awaitUnserved(ActivityMonitor monitor, Integer... ports) {
        TreeSet<Integer> expected = new TreeSet<>(List.of(ports));
        patiently().untilAsserted(() -> assertThat(monitor.read())
                .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> {
                    assertThat(unreadable.unservedPorts()).isEqualTo(expected);
                    expected.forEach(
                            port -> assertThat(unreadable.reason()).contains("nothing listens", String.valueOf(port)));
                }));
    }

    /** The service has just begun to listen, which a strategy may learn a moment later. */
    private void awaitServed(ActivityMonitor monitor) {
        patiently().until(() -> monitor.read() instanceof ActivitySnapshot);
        awaitOpen(monitor, 0);
    }

    /**
     * Tells whether the strategy is given a frontend and a service to watch, and has clients connect to the frontend.
     *
     * @return by default what the provider says
     */
    protected boolean inPath() {
        return provider().inPath();
    }

    private void requireDoor() {
        assumeTrue(capabilities().contains(Capability.HOLDS_DOOR), "needs HOLDS_DOOR");
    }

    private Door door(ActivityMonitor monitor) {
        requireDoor();
        return monitor.door().orElseThrow();
    }

    private void assertIsServed(Stage stage, SocketChannel knocking) throws IOException {
        patiently().until(knocking::finishConnect);
        knocking.configureBlocking(true);
        Socket client = knocking.socket();
        client.getOutputStream().write(7);
        Socket server = stage.accept();
        assertThat(server.getInputStream().read()).isEqualTo(7);
    }

    /** Whether a client was refused or reset. */
    private static boolean isOver(SocketChannel client) {
        try {
            return client.finishConnect() && client.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException refusedOrReset) {
            return true;
        }
    }

    private ConditionFactory patiently() {
        return Awaitility.await().atMost(patience()).pollDelay(NO_DELAY).pollInterval(BETWEEN_LOOKS);
    }

    private static ActivitySnapshot snapshot(ActivityMonitor monitor) {
        Reading reading = monitor.read();
        assertThat(reading).isInstanceOf(ActivitySnapshot.class);
        return (ActivitySnapshot) reading;
    }

    private void await(ActivityMonitor monitor, Predicate<ActivitySnapshot> condition) {
        patiently().until(() -> snapshot(monitor), condition);
    }

    private void awaitOpen(ActivityMonitor monitor, int expected) {
        patiently().untilAsserted(() -> assertOpen(monitor, expected));
    }

    private static void assertOpen(ActivityMonitor monitor, int expected) {
        int open = snapshot(monitor).openConnections();
        if (open != expected) {
            throw new AssertionError("expected " + expected + " open, saw " + open);
        }
    }

    /** A count that is right only for a moment would pass {@link #awaitOpen}: this looks again and again. */
    private void assertStaysOpen(ActivityMonitor monitor, int expected) {
        awaitOpen(monitor, expected);
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .atMost(patience())
                .pollInterval(BETWEEN_LOOKS)
                .untilAsserted(() -> assertOpen(monitor, expected));
    }

    /** Reads meanwhile, because a poller finds events only then. */
    private void awaitStory(ActivityMonitor monitor, RecordingListener heard, List<String> story) {
        patiently().untilAsserted(() -> {
            snapshot(monitor);
            assertThat(heard.story()).isEqualTo(story);
        });
    }

    private void assertCloses(ActivityMonitor monitor) throws InterruptedException {
        Thread closing = new Thread(monitor::close, "closing");
        closing.start();
        closing.join(patience().toMillis());
        assertThat(closing.isAlive()).as("close hangs").isFalse();
    }

    private boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(patience().toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void assertRemoteIs(ActivityMonitor monitor, Socket client) {
        if (capabilities().contains(Capability.PER_CONNECTION)) {
            InetSocketAddress expected = (InetSocketAddress) client.getLocalSocketAddress();
            assertThat(monitor.connections()).singleElement().satisfies(connection -> assertThat(
                            sameEndpoint(connection.remote(), expected))
                    .as("%s is %s", connection.remote(), expected)
                    .isTrue());
        }
    }

    /** An IPv6 scope is a property of this machine's socket, not of the peer. */
    private static boolean sameEndpoint(InetSocketAddress one, InetSocketAddress other) {
        return one.getPort() == other.getPort()
                && java.util.Arrays.equals(
                        one.getAddress().getAddress(), other.getAddress().getAddress());
    }
}
