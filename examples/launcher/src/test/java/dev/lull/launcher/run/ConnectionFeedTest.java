package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.option.Endpoint;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.Listeners;
import dev.lull.spi.PollingMonitor;
import dev.lull.spi.UnreadableException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From the event "watching" on every connection is told, or was listed as already there. */
class ConnectionFeedTest {

    private final List<String> told = new ArrayList<>();
    private final ScriptedPush push = new ScriptedPush();
    private final ScriptedLooks looks = new ScriptedLooks();

    private final ActivityListener listener = new ActivityListener() {
        @Override
        public void onEvent(ConnectionEvent event) {
            String kind = event instanceof ConnectionEvent.Opened ? "opened " : "closed ";
            told.add(kind + event.connection().id());
        }

        @Override
        public void onUntold(long opened, long closed) {
            told.add("untold " + opened + " " + closed);
        }
    };

    private Subscription open(ActivityMonitor monitor) {
        return ConnectionFeed.open(monitor, this::announce, listener);
    }

    private void announce(List<Connection> connections) {
        told.add("watching " + connections.stream().map(Connection::id).sorted().toList());
    }

    @Test
    void tellsOfAConnectionThatComesRightAfterTheList() {
        push.opened();
        push.afterTheList = push::opened;
        Subscription subscription = open(push);
        try (subscription) {
            push.closed(2);
            assertThat(told).containsExactly("watching [1]", "opened 2", "closed 2");
        }
    }

    @Test
    void tellsOfAConnectionThatComesWhileTheListIsAnnounced() {
        Subscription subscription = ConnectionFeed.open(
                push,
                connections -> {
                    push.opened();
                    announce(connections);
                },
                listener);
        try (subscription) {
            assertThat(told).containsExactly("watching []", "opened 1");
        }
    }

    @Test
    void tellsOfAConnectionThatComesBeforeTheListOnlyByTheList() {
        push.beforeTheList = push::opened;
        Subscription subscription = open(push);
        try (subscription) {
            push.closed(1);
            assertThat(told).containsExactly("watching [1]", "closed 1");
        }
    }

    @Test
    void doesNotTellAgainOfAListedConnectionWhoseEventComesLate() {
        long late = push.openedUntold();
        Subscription subscription = open(push);
        try (subscription) {
            push.tellOpened(late);
            push.closed(late);
            assertThat(told).containsExactly("watching [1]", "closed 1");
        }
    }

    @Test
    void tellsOfAConnectionThatCameAndWentMeanwhile() {
        push.beforeTheList = () -> push.closed(push.opened());
        Subscription subscription = open(push);
        try (subscription) {
            assertThat(told).containsExactly("watching []", "opened 1", "closed 1");
        }
    }

    @Test
    void doesNotTellOfTheEndOfAConnectionThatNobodyHeardOf() {
        push.opened();
        push.beforeTheList = () -> push.closed(1);
        Subscription subscription = open(push);
        try (subscription) {
            assertThat(told).containsExactly("watching []");
        }
    }

    @Test
    void countsWhatIsTooMuchToHoldBack() {
        push.beforeTheList = () -> {
            for (int i = 0; i < ConnectionFeed.MOST_HELD_BACK / 2 + 3; i++) {
                push.closed(push.opened());
            }
            push.tellUntold(5, 6);
        };
        Subscription subscription = open(push);
        try (subscription) {
            assertThat(told).hasSize(1 + ConnectionFeed.MOST_HELD_BACK + 1).endsWith("untold 8 9");
            push.tellUntold(1, 0);
            assertThat(told).endsWith("untold 1 0");
        }
    }

    @Test
    void endsTheSubscriptionWhereTheListCannotBeTaken() {
        push.beforeTheList = () -> {
            throw new IllegalStateException("closed");
        };
        assertThatThrownBy(() -> open(push)).hasMessage("closed");
        push.beforeTheList = () -> {};
        push.opened();
        assertThat(told).isEmpty();
    }

    @Test
    void aPollerListsWhatItsFirstLookFindsAndTellsWhatComesLater() throws UnreadableException {
        looks.rows.add(7L);
        try (PollingMonitor polling = polling()) {
            looks.rows.add(8L); // between the opening and the list
            Subscription subscription = open(polling);
            try (subscription) {
                looks.rows.add(9L);
                polling.read();
                looks.rows.remove(7L);
                polling.read();
                assertThat(told).containsExactly("watching [1, 2]", "opened 3", "closed 1");
            }
        }
    }

    @Test
    void aPollerThatCannotSeeListsWhatItKnows() throws UnreadableException {
        looks.rows.add(7L);
        try (PollingMonitor polling = polling()) {
            looks.failing = true;
            Subscription subscription = open(polling);
            try (subscription) {
                looks.failing = false;
                looks.rows.remove(7L);
                polling.read();
                assertThat(told).containsExactly("watching [1]", "closed 1");
            }
        }
    }

    private PollingMonitor polling() throws UnreadableException {
        return new PollingMonitor(
                "scripted",
                Set.of(Capability.EARLIER_CONNECTIONS, Capability.PER_CONNECTION),
                new ManualClock(),
                looks);
    }

    private static InetSocketAddress address(long port) {
        return Endpoint.ofService("127.0.0.1:" + port);
    }

    /** A monitor that pushes, and does what the test says exactly before and after its connections are listed. */
    private static final class ScriptedPush implements ActivityMonitor {

        private final Listeners listeners = new Listeners();
        private final Map<Long, Connection> open = new LinkedHashMap<>();
        private Runnable beforeTheList = () -> {};
        private Runnable afterTheList = () -> {};
        private long lastId;

        long opened() {
            long id = openedUntold();
            tellOpened(id);
            return id;
        }

        long openedUntold() {
            long id = ++lastId;
            open.put(
                    id,
                    new Connection(id, address(22), address(30_000 + id), 0, OptionalLong.empty(), Optional.empty()));
            return id;
        }

        void tellOpened(long id) {
            listeners.tell(new ConnectionEvent.Opened(connection(id), open.size(), 0));
        }

        void closed(long id) {
            Connection connection = connection(id);
            open.remove(id);
            listeners.tell(new ConnectionEvent.Closed(connection, open.size(), 0));
        }

        void tellUntold(long openedCount, long closedCount) {
            listeners.tellUntold(openedCount, closedCount);
        }

        private Connection connection(long id) {
            return java.util.Objects.requireNonNull(open.get(id), "no such connection");
        }

        @Override
        public String strategy() {
            return "scripted";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.EVENTS, Capability.PER_CONNECTION);
        }

        @Override
        public Reading read() {
            return new ActivitySnapshot(0, 0, open.size(), lastId, Optional.empty());
        }

        @Override
        public List<Connection> connections() {
            beforeTheList.run();
            List<Connection> list = List.copyOf(open.values());
            afterTheList.run();
            return list;
        }

        @Override
        public Subscription subscribe(ActivityListener listener) {
            return listeners.add(listener);
        }

        @Override
        public void close() {}
    }

    /** Looks that find what the test says. */
    private static final class ScriptedLooks implements ConnectionSource {

        private final List<Long> rows = new ArrayList<>();
        private boolean failing;

        @Override
        public String description() {
            return "a script";
        }

        @Override
        public void look(ConnectionSink sink) throws UnreadableException {
            if (failing) {
                throw new UnreadableException("the script is gone");
            }
            rows.forEach(key -> sink.row(new Row(key)));
        }

        @Override
        public void close() {}
    }

    private record Row(long key) implements ConnectionRow {
        @Override
        public InetSocketAddress local() {
            return address(22);
        }

        @Override
        public InetSocketAddress remote() {
            return address(30_000 + key);
        }
    }
}
