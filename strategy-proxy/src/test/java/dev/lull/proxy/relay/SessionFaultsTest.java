package dev.lull.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivitySnapshot;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.NanoClock;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.LogLines;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.RelayOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An error at any entry into a session ends that session, which counts no more, and nothing else. */
@ExtendWith(LeakCheck.class)
class SessionFaultsTest {

    private static final InetSocketAddress FRONTEND = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2222);
    private static final InetSocketAddress SERVICE = new InetSocketAddress("127.0.0.2", 22);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.3", 4242);
    private static final Duration SOON = Duration.ofMillis(20);

    private volatile ScriptedLoop.Answer answer = ScriptedLoop.Answer.CONNECTS;
    private final ScriptedLoop first = new ScriptedLoop("first-loop", to -> answer);
    private final ScriptedLoop second = new ScriptedLoop("second-loop", to -> answer);
    private final Set<Call> throwing = EnumSet.noneOf(Call.class);
    private final List<ScriptedEnd> ends = new CopyOnWriteArrayList<>();

    private enum Call {
        RECEIVE,
        STOP_RECEIVING,
        SHUTDOWN_OUTPUT,
        DELIVERY,
        RESET
    }

    /** Where the error is thrown, by what calls into the session there. */
    private enum Entry {
        BEGINNING,
        TIMER_OF_THE_HEADER,
        RECEIVED_HEADER,
        RESOLVED_NAME,
        DIALLING_AT_ONCE,
        DIALLING_COMPLETED_LATE,
        TIMER_OF_A_HELD_CLIENT,
        TIMER_OF_SILENCE,
        END_OF_A_PUMP,
        BROKEN_PUMP
    }

    @ParameterizedTest
    @EnumSource
    void endThatSessionAlone(Entry entry) throws Exception {
        try (LogLines lines = LogLines.of("dev.lull.proxy");
                RelayMonitor monitor = open(entry)) {
            first.transports = Draining::new;
            first.accept(
                    new InetSocketAddress("127.0.0.4", 1), FRONTEND); // so that the next one comes on the second loop
            awaitOpen(monitor, 1);
            second.transports = this::newEnd;
            prepare(entry);
            first.accept(CLIENT, FRONTEND);
            Awaitility.await().until(() -> reached(entry));
            trigger(entry);
            awaitOpen(monitor, 1);
            Awaitility.await().untilAsserted(() -> assertThat(lines.seen())
                    .singleElement()
                    .asString()
                    .contains("from /127.0.0.3:4242")
                    .contains("serving it threw"));
            assertThat(ends).allMatch(end -> end.over.get());
            assertThat(first.acceptedResets()).isEqualTo(entry == Entry.BEGINNING ? 1 : 0);
            assertThat(second.failure()).isEmpty();

            heal();
            first.accept(CLIENT, FRONTEND);
            awaitOpen(monitor, 2);
        }
    }

    @Test
    void nobodyIsGivenToALoopThatBroke() throws Exception {
        try (RelayMonitor monitor = open(Entry.BEGINNING)) {
            second.breakWith(new OutOfMemoryError("on purpose"));
            Awaitility.await().until(() -> second.socketsClosed);
            for (int i = 1; i <= 3; i++) {
                first.accept(new InetSocketAddress("127.0.0.3", i), FRONTEND);
                int open = i;
                Awaitility.await().until(() -> monitor.connections().size() == open && first.pumps.size() == 2 * open);
            }
        }
    }

    private void prepare(Entry entry) {
        AssertionError fault = new AssertionError("on purpose");
        switch (entry) {
            case BEGINNING -> second.attachFault = fault;
            case TIMER_OF_THE_HEADER -> throwing.add(Call.STOP_RECEIVING);
            case RECEIVED_HEADER, RESOLVED_NAME, DIALLING_AT_ONCE -> second.dialFault = fault;
            case DIALLING_COMPLETED_LATE -> {
                answer = ScriptedLoop.Answer.CONNECTS_LATE;
                second.pumpFault = fault;
            }
            case TIMER_OF_A_HELD_CLIENT -> {
                answer = ScriptedLoop.Answer.SAYS_NOTHING;
                throwing.add(Call.RECEIVE);
            }
            case TIMER_OF_SILENCE -> throwing.add(Call.DELIVERY);
            case END_OF_A_PUMP -> throwing.add(Call.SHUTDOWN_OUTPUT);
            case BROKEN_PUMP -> throwing.add(Call.RESET);
        }
    }

    private boolean reached(Entry entry) {
        return switch (entry) {
            case RECEIVED_HEADER -> ends.stream().anyMatch(end -> end.receiver != null);
            case END_OF_A_PUMP, BROKEN_PUMP -> second.pumps.size() == 2;
            default -> true;
        };
    }

    private void trigger(Entry entry) {
        boolean given =
                switch (entry) {
                    case RECEIVED_HEADER -> second.execute(() -> ends.get(0).receive("PROXY UNKNOWN\r\n"));
                    case END_OF_A_PUMP ->
                        second.execute(() -> second.pumps.get(0).ended());
                    case BROKEN_PUMP ->
                        second.execute(() ->
                                second.pumps.get(0).failed(Pump.Side.SOURCE, new java.io.IOException("on purpose")));
                    default -> true;
                };
        assertThat(given).isTrue();
    }

    private void heal() {
        throwing.clear();
        second.transports = Draining::new;
        answer = ScriptedLoop.Answer.CONNECTS;
        second.attachFault = null;
        second.dialFault = null;
        second.pumpFault = null;
    }

    /** Shuts the door, because who is at his header counts only then. */
    private static void awaitOpen(RelayMonitor monitor, int expected) {
        Awaitility.await().until(() -> {
            monitor.door().orElseThrow().shut(Duration.ofMinutes(1));
            return ((ActivitySnapshot) monitor.read()).openConnections() == expected;
        });
    }

    private ScriptedEnd newEnd() {
        ScriptedEnd end = new ScriptedEnd();
        ends.add(end);
        return end;
    }

    private RelayMonitor open(Entry entry) {
        RelayOptions.Builder options = RelayOptions.builder().loops(2);
        switch (entry) {
            case TIMER_OF_THE_HEADER ->
                options.proxyProtocol(ProxyProtocol.OFF
                        .accepting(ProxyProtocol.Accept.OPTIONAL)
                        .waitingForHeader(SOON));
            case RECEIVED_HEADER -> options.proxyProtocol(ProxyProtocol.OFF.accepting(ProxyProtocol.Accept.REQUIRED));
            case TIMER_OF_SILENCE -> options.connectionIdleTimeout(SOON);
            default -> {}
        }
        InetSocketAddress service =
                entry == Entry.RESOLVED_NAME ? InetSocketAddress.createUnresolved("localhost", 22) : SERVICE;
        return RelayMonitor.open(
                "proxy",
                settings -> new TwoLoops(),
                new MonitorTarget.Proxied(FRONTEND, service),
                MonitorOptions.builder().settings(options.build()).build());
    }

    private final class TwoLoops implements DataPath {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        public String description() {
            return "scripted";
        }

        @Override
        public SocketLoop newLoop(String threadName, NanoClock clock) {
            return made.getAndIncrement() == 0 ? first : second;
        }
    }

    /** Never silent for too long. */
    private static class Draining extends ScriptedLoop.NoTransport {
        private long acknowledged;

        @Override
        public Optional<Delivery> delivery() {
            return Optional.of(new Delivery(++acknowledged, false));
        }
    }

    private final class ScriptedEnd extends ScriptedLoop.NoTransport {
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable ReceiveHandler receiver;
        private volatile ByteBuffer into = ByteBuffer.allocate(0);

        private void throwIf(Call call) {
            if (throwing.contains(call)) {
                throw new AssertionError("on purpose");
            }
        }

        void receive(String text) {
            into.put(text.getBytes(US_ASCII));
            Objects.requireNonNull(receiver, "nobody receives").received(text.length());
        }

        @Override
        public void receive(ByteBuffer buffer, ReceiveHandler handler) {
            throwIf(Call.RECEIVE);
            into = buffer;
            receiver = handler;
        }

        @Override
        public void stopReceiving() {
            throwIf(Call.STOP_RECEIVING);
        }

        @Override
        public void shutdownOutput() {
            throwIf(Call.SHUTDOWN_OUTPUT);
        }

        @Override
        public Optional<Delivery> delivery() {
            throwIf(Call.DELIVERY);
            return Optional.of(new Delivery(0, true));
        }

        @Override
        public void close() {
            over.set(true);
        }

        @Override
        public void reset() {
            over.set(true);
            throwIf(Call.RESET);
        }
    }
}
