package dev.lull.proxy.relay;

import dev.lull.proxy.RelayOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From where the service is dialled for one client: an attempt at a time. For its session's loop alone. */
interface Origin {

    /** Chooses for each client. */
    @FunctionalInterface
    interface Choice {
        /**
         * Chooses.
         *
         * @param client the client's end as the kernel knows it
         * @return from where to dial for him
         */
        Origin forClient(InetSocketAddress client);
    }

    /**
     * Begins an attempt; the one before it has failed.
     *
     * @param to the service's address
     * @return where to bind; null for what the system chooses
     */
    SocketLoop.@Nullable LocalEnd toward(InetSocketAddress to);

    /** The attempt has failed, or the connection that came of it is closed. Idempotent. */
    default void over() {}

    /** From one address for all, as the options have it; of the other family as the system chooses. */
    static Choice ofOptions(RelayOptions options) {
        Origin same = from(options.dialFrom());
        return client -> same;
    }

    /** From one address, if the service is of its family. */
    static Origin from(Optional<InetAddress> address) {
        return to -> address.filter(
                        from -> from.getClass().equals(to.getAddress().getClass()))
                .map(Unheeded::new)
                .orElse(null);
    }

    /**
     * An end whose port does not matter.
     *
     * @param address where it is bound
     */
    record Unheeded(InetAddress address) implements SocketLoop.LocalEnd {
        @Override
        public void bound(InetSocketAddress end) {}
    }
}
