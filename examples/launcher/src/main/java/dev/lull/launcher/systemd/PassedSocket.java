package dev.lull.launcher.systemd;

import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.launcher.console.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that the service manager passed to this process (sd_listen_fds(3)).
 *
 * @param descriptor its descriptor
 * @param address where it listens
 */
public record PassedSocket(int descriptor, InetSocketAddress address) {

    /** {@code SD_LISTEN_FDS_START} of sd-daemon.h. */
    private static final int FIRST_DESCRIPTOR = 3;

    private static final String OPTION = "--listen systemd: ";

    /**
     * Finds the socket that was passed to this process.
     *
     * @param name the name that the socket's unit gives it; empty for the only one
     * @throws UsageException if there is none, or several, or it cannot be listened at
     */
    public static PassedSocket find(Optional<String> name) {
        int descriptor = descriptor(System.getenv(), ProcessHandle.current().pid(), name);
        try {
            TcpSockets sockets = new TcpSockets(SystemCalls.load());
            sockets.requireListening(descriptor);
            return new PassedSocket(descriptor, sockets.localAddress(descriptor));
        } catch (NativeAccessException e) {
            throw new UsageException(
                    OPTION + "a passed socket needs native code: " + e.getMessage() + "; to have it, " + e.cure());
        } catch (IOException e) {
            throw new UsageException(OPTION + e.getMessage() + "; the socket's unit needs ListenStream= with a port");
        }
    }

    static int descriptor(Map<String, String> environment, long pid, Optional<String> name) {
        int number = number(environment.get("LISTEN_FDS"));
        if (number == 0) {
            throw new UsageException(OPTION + "no socket was passed (LISTEN_FDS); start Lull by a unit with a socket");
        }
        String meant = environment.getOrDefault("LISTEN_PID", "");
        if (!meant.equals(String.valueOf(pid))) {
            throw new UsageException(
                    OPTION + "the sockets were passed to process " + meant + " (LISTEN_PID), and this is " + pid
                            + ": whatever runs in between has to execute Lull in its own place");
        }
        List<String> names =
                List.of(environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1));
        int[] found = IntStream.range(0, number)
                .filter(index -> name.isEmpty()
                        || (index < names.size() && names.get(index).equals(name.get())))
                .toArray();
        if (found.length != 1) {
            throw new UsageException(OPTION + found.length + " of the sockets that were passed "
                    + name.map(each -> "are named \"" + each + "\"").orElse("may be meant")
                    + ", expected one; LISTEN_FDNAMES is " + String.join(":", names)
                    + ", of which --listen systemd:NAME takes one");
        }
        return FIRST_DESCRIPTOR + found[0];
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Math.max(Integer.parseInt(text), 0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
