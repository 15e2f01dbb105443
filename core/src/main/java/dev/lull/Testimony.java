package dev.lull;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

/** Says what a {@link Witness} found. */
public sealed interface Testimony {

    /**
     * The witness could look.
     *
     * @param open all open connections that it sees, since filters may leave some out; empty if nobody is connected
     */
    record Seen(List<Sighting> open) implements Testimony {
        /**
         * Copies the list.
         *
         * @throws NullPointerException if {@code open} or one of its elements is null
         */
        public Seen {
            open = List.copyOf(open);
        }
    }

    /**
     * The witness could not look, although it is there. Nothing is stopped then, unless the policy's
     * {@linkplain IdleShutdownPolicy.Builder#maxUnreadable patience} with looks that cannot be read has ended.
     *
     * @param reason what could not be read and what the system said about it; one line for people
     */
    record Unreadable(String reason) implements Testimony {
        /**
         * Checks the reason.
         *
         * @throws NullPointerException if {@code reason} is null
         */
        public Unreadable {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * There is no second source, which was said when the watching began. The monitor's own two looks decide.
     *
     * @param reason why there is none; one line for people
     */
    record Absent(String reason) implements Testimony {
        /**
         * Checks the reason.
         *
         * @throws NullPointerException if {@code reason} is null
         */
        public Absent {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * One open connection as a witness sees it.
     *
     * @param local the service's end
     * @param remote the peer's end as the kernel knows it
     */
    record Sighting(InetSocketAddress local, InetSocketAddress remote) {
        /**
         * Checks the ends.
         *
         * @throws NullPointerException if one of them is null
         */
        public Sighting {
            Objects.requireNonNull(local, "local");
            Objects.requireNonNull(remote, "remote");
        }
    }
}
