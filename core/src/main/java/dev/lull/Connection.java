package dev.lull;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Describes one open connection, as far as a monitor knows it.
 *
 * @param id a number of the monitor's own, from 1 in the order in which it saw them; never used twice by one monitor
 * @param local the service's end
 * @param remote the peer's end; behind a PROXY protocol header the real client
 * @param sinceNanos when it opened, in nanoseconds of the monitor's {@link NanoClock}; for one that was open before,
 *     when the monitor first saw it
 * @param lastActivityNanos when bytes last moved either way, on the same clock; empty where the strategy cannot tell
 * @param traffic the bytes it carried; empty where the strategy does not measure them
 */
public record Connection(
        long id,
        InetSocketAddress local,
        InetSocketAddress remote,
        long sinceNanos,
        OptionalLong lastActivityNanos,
        Optional<Traffic> traffic) {
    /**
     * Checks the components.
     *
     * @throws NullPointerException if one of them is null
     * @throws IllegalArgumentException if {@code id} is below 1
     */
    public Connection {
        if (id < 1) {
            throw new IllegalArgumentException("id: " + id + ", expected 1 or more");
        }
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(lastActivityNanos, "lastActivityNanos");
        Objects.requireNonNull(traffic, "traffic");
    }
}
