package dev.lull.proxy.relay;

import dev.lull.internal.linux.Handshakes;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.Membarrier;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.OwnListeners;
import dev.lull.internal.linux.SynFilter;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.spi.UnreadableException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds SYNs off the relay's own listener, where that is possible: on Linux, with jnr-ffi, and where no seccomp filter
 * forbids it. Native code is loaded when the door is first shut, so that the relay's start does not wait for it. Safe for
 * use by any thread, except where said.
 */
final class ListenerHold {

    private static final boolean ON_LINUX = System.getProperty("os.name", "").equals("Linux");

    private final InetSocketAddress frontend;
    private volatile @Nullable LibC libC;
    private volatile @Nullable String impossible;

    ListenerHold(InetSocketAddress frontend) {
        this.frontend = frontend;
    }

    /** Why SYNs cannot be held here; empty if they can, and as long as nobody has tried. */
    Optional<String> impossible() {
        return Optional.ofNullable(impossible);
    }

    /** Loads what {@link #begin} needs; takes a quarter of a second the first time. */
    void prepare() {
        try {
            if (ON_LINUX) {
                libC = SystemCalls.load();
            } else {
                impossible("only Linux does that");
            }
        } catch (NativeAccessException e) {
            impossible(e.getMessage() + "; to have it, " + e.cure());
        }
    }

    private void impossible(String reason) {
        RelayLog.log(Level.DEBUG, "SYNs cannot be held at " + frontend + ": " + reason, null);
        impossible = reason; // said in the monitor's description
    }

    /**
     * Holds SYNs from now on; for the listener's thread, and after {@link #prepare()}.
     *
     * @param descriptor the listener's, if it knows it
     * @return false if that is impossible
     */
    boolean begin(OptionalInt descriptor) {
        LibC system = libC;
        if (system == null) {
            return false;
        }
        OptionalInt listener = find(system, descriptor);
        if (listener.isEmpty()) {
            impossible("the listener's descriptor was not found in /proc/self/fd");
            return false;
        }
        try {
            SynFilter.attach(system, listener.getAsInt());
            impossible = null;
            return true;
        } catch (SystemCallException e) {
            impossible(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Lets them in again; for the listener's thread. */
    void end(OptionalInt descriptor) {
        LibC system = libC;
        if (system != null) {
            find(system, descriptor).ifPresent(listener -> SynFilter.detach(system, listener));
        }
    }

    private OptionalInt find(LibC system, OptionalInt descriptor) {
        return descriptor.isPresent() ? descriptor : OwnListeners.at(system, frontend);
    }

    /** Waits until a SYN that came just before {@link #begin} is a handshake in progress. */
    void awaitThoseInProgress() {
        LibC system = libC;
        if (system != null) {
            Membarrier.awaitPacketsInProgress(system);
        }
    }

    /**
     * Who is shaking hands at the frontend.
     *
     * @throws UnreadableException if Linux does not tell; other systems cannot be asked, and there nobody is
     */
    Optional<String> handshake() throws UnreadableException {
        return ON_LINUX ? handshakes().inProgress() : Optional.empty();
    }

    /** Made only when the door is shut: a relay's start loads no class for it. */
    private Handshakes handshakes() {
        return new Handshakes(
                new TreeSet<>(Set.of(frontend.getPort())),
                Optional.of(frontend.getAddress()).filter(each -> !each.isAnyLocalAddress()));
    }
}
