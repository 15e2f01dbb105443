package dev.lull.examples.strategy;

import dev.lull.MonitorTarget;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs ss(8) once a look, which prints a line for each socket at the target's ports. */
record SsSource(String program, MonitorTarget.Observed target) implements ConnectionSource {

    private static final String ADDRESS = "\\[?([0-9a-f:.]+|\\*)]?(?:%[^:]+)?:(\\d+|\\*)";

    /**
     * Such as {@code ESTAB 0 0 127.0.0.1:22 127.0.0.1:50514 ino:1140 sk:11d7 <->}. The kernel's cookie ({@code sk}) tells
     * a socket from every other one; the inode does not, for it is 0 until the connection is accepted.
     */
    private static final Pattern LINE =
            Pattern.compile("(\\S+) +\\d+ +\\d+ +" + ADDRESS + " +" + ADDRESS + " .*\\bsk:([0-9a-f]+)\\b.*");

    /** What counts: see {@link ConnectionSource}; the last two only while a process holds the socket. */
    private static final Pattern OPEN = Pattern.compile("(?:ESTAB|CLOSE-WAIT|FIN-WAIT-[12] .*\\bino:[1-9]).*");

    private record Row(long key, InetSocketAddress local, InetSocketAddress remote) implements ConnectionRow {}

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        Set<Integer> unserved = new TreeSet<>(target.ports());
        for (String line : run()) {
            Matcher socket = LINE.matcher(line);
            if (!socket.matches()) { // it might be a connection
                throw new UnreadableException("ss printed \"" + line + "\"");
            }
            InetSocketAddress local = address(socket.group(2), socket.group(3));
            if (OPEN.matcher(line).matches()) {
                if (target.localAddress().stream().allMatch(local.getAddress()::equals)) {
                    long cookie = Long.parseUnsignedLong(socket.group(6), 16);
                    sink.row(new Row(cookie, local, address(socket.group(4), socket.group(5))));
                }
            } else if (socket.group(1).equals("LISTEN") && serves(local.getAddress())) {
                unserved.remove(local.getPort());
            }
        }
        unserved.forEach(sink::nothingListensOn);
    }

    /** Tells whether a listener takes the target's connections: at its address, or at any of a family that has it. */
    private boolean serves(InetAddress own) {
        return target.localAddress().stream()
                .allMatch(wanted -> own.equals(wanted)
                        || (own.isAnyLocalAddress()
                                && (wanted instanceof Inet4Address || !(own instanceof Inet4Address))));
    }

    private static InetSocketAddress address(String host, String port) {
        return new InetSocketAddress(host.equals("*") ? "::" : host, port.equals("*") ? 0 : Integer.parseInt(port));
    }

    private List<String> run() throws UnreadableException {
        String ports = target.ports().stream().map(port -> "sport = :" + port).collect(Collectors.joining(" or "));
        try {
            Process ss = new ProcessBuilder(program, "--tcp", "--all", "--numeric", "--no-header", "--extended", ports)
                    .redirectErrorStream(true)
                    .start();
            ss.getOutputStream().close();
            try (BufferedReader reader = ss.inputReader()) {
                List<String> lines = reader.lines().toList();
                if (ss.onExit().join().exitValue() == 0) {
                    return lines;
                }
                throw new UnreadableException(program + ": " + String.join("; ", lines));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UnreadableException(program + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String description() {
        return program;
    }

    /** The kernel hands its table out piece by piece, while it changes. */
    @Override
    public boolean mayMissConnections() {
        return true;
    }

    @Override
    public void close() {}
}
