package dev.lull.launcher.option;

import dev.lull.MonitorTarget;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Ports and addresses as people write them, and as Lull shows them. */
public final class Endpoint {

    private Endpoint() {}

    /** Parses a port. */
    public static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a port, expected a number from 1 to 65535");
    }

    /** Parses {@code [ADDRESS:]PORT}, where to listen: without an address on all of them. */
    public static InetSocketAddress toListenAt(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new InetSocketAddress(port(text));
        }
        String host = host(text, colon);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port(text.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + host + "\" is no known address of this machine", e);
        }
    }

    /** Parses {@code [ADDRESS:]PORT}, where to answer questions about Lull itself: without an address for this machine alone. */
    public static InetSocketAddress toAnswerAt(String text) {
        return toListenAt(text.indexOf(':') < 0 ? "127.0.0.1:" + text : text);
    }

    /** Parses {@code ADDRESS:PORT} of a service; a name stays unresolved, because its address may change. */
    public static InetSocketAddress ofService(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has no port, expected ADDRESS:PORT such as 127.0.0.1:22");
        }
        String host = host(text, colon);
        int port = port(text.substring(colon + 1));
        if (!isLiteral(host)) {
            return InetSocketAddress.createUnresolved(host, port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "\"" + host + "\" is not an address, expected one such as 127.0.0.1 or [::1]");
        }
        return address;
    }

    private static String host(String text, int colon) {
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0) {
            return host;
        }
        if (host.isEmpty() || host.indexOf(':') >= 0 || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an address with a port, expected one such as 127.0.0.1:22 or [::1]:22");
        }
        return host;
    }

    private static boolean isLiteral(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Shows an address and port, an IPv6 address in brackets (RFC 5952, section 6) and without its long zeros. */
    public static String of(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        if (resolved == null) {
            return address.getHostString() + ":" + address.getPort();
        }
        String host = resolved.getHostAddress();
        return (resolved instanceof Inet6Address ? "[" + shortened(host) + "]" : host) + ":" + address.getPort();
    }

    /** Shows a target. */
    public static String of(MonitorTarget target) {
        return target instanceof MonitorTarget.Proxied proxied
                ? of(proxied.frontend()) + " in front of " + of(proxied.service())
                : target.toString();
    }

    /** Replaces the first longest run of two or more zero groups by two colons (RFC 5952, section 4.2). */
    private static String shortened(String address) {
        int percent = address.indexOf('%');
        String zone = percent < 0 ? "" : address.substring(percent);
        String[] groups = (percent < 0 ? address : address.substring(0, percent)).split(":", -1);
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < groups.length; start++) {
            int length = 0;
            while (start + length < groups.length && groups[start + length].equals("0")) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        if (bestStart < 0) {
            return String.join(":", groups) + zone;
        }
        String before = String.join(":", java.util.Arrays.copyOfRange(groups, 0, bestStart));
        String after = String.join(":", java.util.Arrays.copyOfRange(groups, bestStart + bestLength, groups.length));
        return before + "::" + after + zone;
    }
}
