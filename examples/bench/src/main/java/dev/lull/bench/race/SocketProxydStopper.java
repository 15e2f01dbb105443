package dev.lull.bench.race;

import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.Programs;
import dev.lull.bench.model.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Has systemd-socket-proxyd tell when a run is idle, set up as its manual does it: a parent holds the listening socket all
 * the time, as systemd does for a socket unit; the proxy is started with it, ends by {@code --exit-idle-time}, and the run
 * is stopped after that, as a service with {@code StopWhenUnneeded=}. In its favour a run listens before the proxy is
 * started, as with {@code Type=notify}.
 */
final class SocketProxydStopper implements IdleStopper {

    private static final String LISTENING = "Listening on";
    private static final String ENDED = "ended ";
    private static final Duration LONGEST_RUN = Duration.ofSeconds(30);
    private static final int PATIENCE_MILLIS = 5_000;

    /** Its timer has sd-event's default accuracy, a quarter of a second (sd_event_add_time(3)). */
    private static final Duration LONGEST_STOP = Duration.ofMillis(280);

    private final int port;
    private final RacedService service;
    private final ChildProcess parent;

    private SocketProxydStopper(int port, RacedService service, ChildProcess parent) {
        this.port = port;
        this.service = service;
        this.parent = parent;
    }

    /**
     * Listens.
     *
     * @param port where clients will connect
     * @param servicePort where the service's runs will listen
     * @throws IOException if that cannot be
     */
    static SocketProxydStopper start(int port, int servicePort, RacedService service) throws IOException {
        String proxyd = path("systemd-socket-proxyd") + " --exit-idle-time=" + IDLE_TIMEOUT.toMillis() + "ms 127.0.0.1:"
                + servicePort;
        // systemd-socket-activate opens the socket and becomes the parent: a shell that starts the proxy for each line
        // that
        // it is told. The proxy wants to be named in LISTEN_PID (sd_listen_fds(3)), and SIGPIPE ignored, as systemd
        // does it.
        String parent = "trap '' PIPE; exec " + path("systemd-socket-activate") + " -l " + port + " /bin/sh -c '"
                + "while read -r run; do /bin/sh -c \"LISTEN_PID=\\$\\$ exec " + proxyd + "\"; echo \"" + ENDED
                + "$?\"; done'";
        try {
            ChildProcess process = ChildProcess.start("systemd-socket-proxyd", List.of("/bin/sh", "-c", parent));
            try {
                awaitLine(process, LISTENING);
                return new SocketProxydStopper(port, service, process);
            } catch (BenchException e) {
                process.close();
                throw e;
            }
        } catch (BenchException e) {
            throw new IOException(e.reason(), e);
        }
    }

    /** Passes over what else is said, such as warnings. */
    private static String awaitLine(ChildProcess process, String begin) throws BenchException {
        String line = process.nextLine(LONGEST_RUN);
        while (!line.startsWith(begin)) {
            line = process.nextLine(LONGEST_RUN);
        }
        return line;
    }

    private static String path(String program) throws IOException {
        return Programs.find(program)
                .map(Path::toString)
                .orElseThrow(() -> new IOException(program + " is not installed"));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Duration longestStop() {
        return LONGEST_STOP;
    }

    @Override
    public OptionalLong stopWhenIdle(RacedRun current, Runnable whenWatching) throws IOException {
        try {
            parent.tell("run");
            beServed();
            whenWatching.run();
            String line = awaitLine(parent, ENDED);
            if (!line.equals(ENDED + "0")) {
                throw new IOException("systemd-socket-proxyd failed: " + parent.latest());
            }
        } catch (BenchException e) {
            throw new IOException(e.reason(), e);
        }
        current.close();
        return OptionalLong.empty();
    }

    /** The proxy counts no time before its first connection. */
    private void beServed() throws IOException {
        try (Socket first = new Socket()) {
            first.setSoTimeout(PATIENCE_MILLIS);
            first.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            service.askRun(first);
        }
    }

    @Override
    public void close() {
        parent.close();
    }
}
