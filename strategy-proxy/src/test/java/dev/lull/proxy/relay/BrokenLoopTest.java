package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.IdleShutdownPolicy;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.LogLines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop that breaks is no idle one: nothing is known of its connections any more. */
@ExtendWith(LeakCheck.class)
class BrokenLoopTest {

    private static final InetSocketAddress FRONTEND =
            new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 2222);
    private static final InetSocketAddress SERVICE = new InetSocketAddress("127.0.0.2", 22);

    private final ScriptedLoop loop = new ScriptedLoop(to -> ScriptedLoop.Answer.CONNECTS);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isUnreadableAndNeverIdleOnceItsLoopIsBroken(boolean byAnError) throws Exception {
        try (LogLines lines = LogLines.of("dev.lull.proxy");
                RelayMonitor monitor = open()) {
            loop.accept(new InetSocketAddress("192.0.2.7", 4242), FRONTEND);
            Awaitility.await().until(() -> monitor.connections().size() == 1);
            if (byAnError) {
                loop.breakWith(new OutOfMemoryError("direct buffer memory"));
            } else {
                loop.breakWith(new IOException("epoll_wait: EBADF"));
            }
            Awaitility.await().until(() -> monitor.read() instanceof Reading.Unreadable);
            Awaitility.await().until(() -> loop.socketsClosed && !lines.seen().isEmpty());
            Reading reading = monitor.read();
            assertThat(((Reading.Unreadable) reading).reason())
                    .contains("scripted-loop broke")
                    .contains(byAnError ? "direct buffer memory" : "epoll_wait: EBADF");
            assertThat(lines.seen()).singleElement().asString().contains("scripted-loop broke");
            Verdict verdict = IdleShutdownPolicy.builder(Duration.ofNanos(1))
                    .build()
                    .evaluate(reading.takenAtNanos() - 1_000_000_000, reading, List.of());
            assertThat(verdict).isInstanceOf(Verdict.KeepRunning.class);
            assertThat(((Verdict.KeepRunning) verdict).why()).isEqualTo(Verdict.Why.UNREADABLE);
            monitor.door().orElseThrow().shut(Duration.ofMinutes(1)); // returns, though nobody is there to shut it
        }
    }

    @Test
    void goesOnAfterATaskThatThrewAndLogsIt() throws Exception {
        try (LogLines lines = LogLines.of("dev.lull.proxy");
                RelayMonitor monitor = open()) {
            CountDownLatch done = new CountDownLatch(2);
            assertThat(loop.execute(() -> {
                        throw new IllegalStateException("a mistake");
                    }))
                    .isTrue();
            assertThat(loop.execute(() -> {
                        SocketLoop.Timer ignored = loop.schedule(0, () -> {
                            throw new AssertionError("another one");
                        });
                        ignored = loop.schedule(1, done::countDown);
                        done.countDown();
                    }))
                    .isTrue();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(lines.seen()).containsExactly("scripted-loop: a task threw", "scripted-loop: a task threw");
            assertThat(monitor.read()).isNotInstanceOf(Reading.Unreadable.class);
        }
    }

    private RelayMonitor open() throws IOException {
        return RelayMonitor.open(
                "proxy",
                settings -> loop,
                new MonitorTarget.Proxied(FRONTEND, SERVICE),
                MonitorOptions.builder()
                        .settings(dev.lull.proxy.RelayOptions.builder().loops(1).build())
                        .build());
    }
}
