package dev.lull.launcher.systemd;

import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.UnixDatagram;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The socket at which a service manager listens (sd_notify(3)). That it cannot be told anything is said once, and is no
 * reason to end. Safe for use by any thread.
 */
final class NotifySocket implements Consumer<String> {

    private static final System.Logger LOG = System.getLogger(NotifySocket.class.getName());

    private final String name;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Makes it; loads nothing.
     *
     * @param name the value of NOTIFY_SOCKET: a path, or a name of the abstract namespace behind {@code @}
     */
    NotifySocket(String name) {
        this.name = name;
    }

    /** Sends assignments, one a line. */
    @Override
    public void accept(String assignments) {
        try {
            UnixDatagram.send(SystemCalls.load(), name, assignments.getBytes(StandardCharsets.UTF_8));
        } catch (NativeAccessException e) {
            warn(e.getMessage() + "; to have it, " + e.cure());
        } catch (SystemCallException | IllegalArgumentException | LinkageError e) {
            warn(String.valueOf(e.getMessage()));
        }
    }

    private void warn(String reason) {
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "the service manager cannot be notified at " + name + " (NOTIFY_SOCKET), so that a unit of"
                            + " Type=notify, or with WatchdogSec=, does not work: " + reason);
        }
    }
}
