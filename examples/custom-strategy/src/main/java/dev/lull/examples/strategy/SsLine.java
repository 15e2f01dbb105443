package dev.lull.examples.strategy;

import dev.lull.spi.ConnectionRow;
import dev.lull.spi.UnreadableException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A socket as ss(8) prints it, such as {@code ESTAB 0 0 127.0.0.1:22 127.0.0.1:50514 ino:1140 sk:11d7 <->}.
 *
 * @param key the kernel's cookie of the socket, which no other one ever has; not the inode, which is 0 for all that are
 *     not accepted yet
 */
record SsLine(String state, boolean held, long key, InetSocketAddress local, InetSocketAddress remote)
        implements ConnectionRow {

    private static final Pattern LINE = Pattern.compile("(\\S+) +\\d+ +\\d+ +(\\S+):(\\d+) +(\\S+):(\\d+|\\*) .*");
    private static final Pattern COOKIE = Pattern.compile(" sk:([0-9a-f]+)");
    private static final Pattern INODE = Pattern.compile(" ino:[1-9]");

    /** What counts: see {@link dev.lull.spi.ConnectionSource}. */
    private static final Set<String> OPEN = Set.of("ESTAB", "CLOSE-WAIT");

    private static final Set<String> OPEN_WHILE_HELD = Set.of("FIN-WAIT-1", "FIN-WAIT-2");

    /** Reads a line; one that is not understood makes the look unreadable, for it might be a connection. */
    static SsLine parse(String line) throws UnreadableException {
        Matcher fields = LINE.matcher(line);
        Matcher cookie = COOKIE.matcher(line);
        if (!fields.matches() || !cookie.find()) {
            throw new UnreadableException("ss printed \"" + line.strip() + "\"");
        }
        boolean held = INODE.matcher(line).find();
        return new SsLine(
                fields.group(1),
                held,
                Long.parseUnsignedLong(cookie.group(1), 16),
                address(fields.group(2), fields.group(3)),
                address(fields.group(4), fields.group(5)));
    }

    boolean isOpen() {
        return OPEN.contains(state) || (held && OPEN_WHILE_HELD.contains(state));
    }

    boolean isListener() {
        return state.equals("LISTEN");
    }

    boolean isAt(InetAddress address) {
        return local.getAddress().equals(address);
    }

    /** Tells whether a listener takes connections to an address: its own, or any of a family that has it. */
    boolean serves(InetAddress address) {
        InetAddress own = local.getAddress();
        return isAt(address)
                || (own.isAnyLocalAddress() && (own instanceof Inet6Address || address instanceof Inet4Address));
    }

    private static InetSocketAddress address(String host, String port) throws UnreadableException {
        String bare = host.replaceAll("[\\[\\]]|%.*", "");
        try {
            InetAddress address = InetAddress.getByName(bare.equals("*") ? "::" : bare); // digits: nobody is asked
            return new InetSocketAddress(address, port.equals("*") ? 0 : Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new UnreadableException("ss printed the address " + host, e);
        }
    }
}
