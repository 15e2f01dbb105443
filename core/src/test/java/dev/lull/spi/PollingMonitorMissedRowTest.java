package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Reading;
import dev.lull.Traffic;
import dev.lull.contract.ManualClock;
import dev.lull.contract.RecordingListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A source that hands out a table piece by piece can miss a row; one miss is no end of a connection. */
class PollingMonitorMissedRowTest {

    private final Script script = new Script();

    @Test
    void doesNotTakeAConnectionForClosedThatOnlyOnePassMisses() throws UnreadableException {
        try (PollingMonitor monitor = open(List.of(1L, 2L))) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            script.add(List.of(1L)).add(List.of(1L, 2L));
            assertThat(look(monitor).openConnections()).isEqualTo(2);
            script.add(List.of(1L)).add(List.of(2L));
            assertThat(look(monitor).openConnections()).isEqualTo(2);
            assertThat(heard.story()).isEmpty();
        }
    }

    @Test
    void takesAConnectionForClosedThatTwoPassesMiss() throws UnreadableException {
        try (PollingMonitor monitor = open(List.of(1L, 2L))) {
            RecordingListener heard = new RecordingListener();
            monitor.subscribe(heard);
            script.add(List.of(1L)).add(List.of(1L));
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            assertThat(heard.story()).containsExactly("closed 1");
        }
    }

    @Test
    void looksOnceWhereNoneIsMissing() throws UnreadableException {
        try (PollingMonitor monitor = open(List.of(1L))) {
            script.add(List.of(1L, 1L, 3L));
            assertThat(look(monitor).openConnections()).isEqualTo(2);
            assertThat(script.passes).isEmpty();
        }
    }

    @Test
    void countsAConnectionOnceThatBothPassesFind() throws UnreadableException {
        try (PollingMonitor monitor = open(List.of(1L))) {
            script.add(List.of(5L)).add(List.of(5L));
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            assertThat(monitor.connections()).hasSize(1);
        }
    }

    @Test
    void keepsAllConnectionsWhenTheSecondPassFails() throws UnreadableException {
        try (PollingMonitor monitor = open(List.of(1L, 2L))) {
            script.add(List.of(1L)).fail();
            assertThat(monitor.read()).isInstanceOf(Reading.Unreadable.class);
            assertThat(monitor.connections()).hasSize(2);
        }
    }

    @Test
    void looksOnceAtASourceThatMissesNothing() throws UnreadableException {
        script.mayMiss = false;
        try (PollingMonitor monitor = open(List.of(1L, 2L))) {
            script.add(List.of(1L));
            assertThat(look(monitor).openConnections()).isEqualTo(1);
        }
    }

    @Test
    void theTrafficNeverGoesBack() throws UnreadableException {
        script.bytes = 10;
        try (PollingMonitor monitor = open(List.of(1L))) {
            script.bytes = 9; // the kernel had counted a FIN for a moment
            script.add(List.of(1L));
            assertThat(look(monitor).traffic()).contains(Traffic.NONE);
            script.bytes = 12;
            script.add(List.of(1L));
            assertThat(look(monitor).traffic()).contains(new Traffic(2, 2));
        }
    }

    private PollingMonitor open(List<Long> first) throws UnreadableException {
        script.add(first);
        return new PollingMonitor("script", Set.of(Capability.TRAFFIC), new ManualClock(), script);
    }

    private static ActivitySnapshot look(PollingMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    /** Answers each pass with the next of the keys that a test has put ready. */
    private static final class Script implements ConnectionSource {
        private final Deque<Optional<List<Long>>> passes = new ArrayDeque<>();
        private boolean mayMiss = true;
        private long bytes;

        private Script add(List<Long> keys) {
            passes.add(Optional.of(keys));
            return this;
        }

        private void fail() {
            passes.add(Optional.empty());
        }

        @Override
        public String description() {
            return "a script";
        }

        @Override
        public void look(ConnectionSink sink) throws UnreadableException {
            List<Long> keys = passes.removeFirst().orElseThrow(() -> new UnreadableException("on purpose"));
            keys.forEach(key -> sink.row(new Row(key, bytes)));
        }

        @Override
        public boolean mayMissConnections() {
            return mayMiss;
        }

        @Override
        public void close() {}
    }

    private record Row(long key, long bytesIn) implements ConnectionRow {
        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 22);
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) (1000 + key));
        }

        @Override
        public long bytesOut() {
            return bytesIn;
        }
    }
}
