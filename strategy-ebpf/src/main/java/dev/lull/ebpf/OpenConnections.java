package dev.lull.ebpf;

import dev.lull.Connection;
import dev.lull.NanoClock;
import dev.lull.Traffic;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.LiveConnections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Lists the open connections, and where bytes are asked for, what each one carried. Safe for use by any thread. */
final class OpenConnections {

    private final LiveConnections live;
    private final ConnectionBook book;
    private final @Nullable Measurement measurement;
    private final NanoClock clock;

    OpenConnections(LiveConnections live, ConnectionBook book, @Nullable Measurement measurement, NanoClock clock) {
        this.live = live;
        this.book = book;
        this.measurement = measurement;
        this.clock = clock;
    }

    List<Connection> list() throws IOException {
        Map<Long, KernelConnection> kernelConnections = live.list();
        Map<Long, Measurement.Measured> measured = measurement == null ? Map.of() : measurement.of(kernelConnections);
        long now = clock.nanoTime();
        List<Connection> connections = new ArrayList<>();
        book.list(kernelConnections).forEach((cookie, connection) -> {
            Measurement.Measured measure = measured.get(cookie);
            connections.add(measure == null ? connection : measured(connection, measure, now));
        });
        return Collections.unmodifiableList(connections);
    }

    private static Connection measured(Connection connection, Measurement.Measured measure, long nowNanos) {
        return new Connection(
                connection.id(),
                connection.local(),
                connection.remote(),
                connection.sinceNanos(),
                OptionalLong.of(nowNanos - measure.idleNanos()),
                Optional.of(new Traffic(measure.bytesIn(), measure.bytesOut())));
    }
}
