package dev.lull.proxy.header;

import dev.lull.proxy.header.ProxyHeaderDecoder.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Parses version 1's line (section 2.1). Strict: no name is ever looked up, and no number has a leading zero. */
final class V1Line {

    private static final String OCTET = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");

    private V1Line() {}

    static Result parse(String line, int length) {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new Result.Found(ProxyHeader.UNKNOWN, length);
        }
        if (words.length != 6) {
            return malformed(line);
        }
        Pattern form =
                switch (words[1]) {
                    case "TCP4" -> IPV4;
                    case "TCP6" -> IPV6;
                    default -> null;
                };
        if (form == null
                || !form.matcher(words[2]).matches()
                || !form.matcher(words[3]).matches()) {
            return malformed(line);
        }
        int sourcePort = port(words[4]);
        int destinationPort = port(words[5]);
        if (sourcePort < 0 || destinationPort < 0) {
            return malformed(line);
        }
        try {
            // Of the form of an address, so that getByName looks nothing up.
            return new Result.Found(
                    ProxyHeader.of(
                            new InetSocketAddress(InetAddress.getByName(words[2]), sourcePort),
                            new InetSocketAddress(InetAddress.getByName(words[3]), destinationPort)),
                    length);
        } catch (UnknownHostException e) {
            return malformed(line);
        }
    }

    private static int port(String word) {
        int port = PORT.matcher(word).matches() ? Integer.parseInt(word) : -1;
        return port > 65535 ? -1 : port;
    }

    private static Result malformed(String line) {
        StringBuilder shown = new StringBuilder();
        line.chars().forEach(c -> shown.append(c >= ' ' && c < 127 ? (char) c : '?'));
        return new Result.Malformed("\"" + shown + "\", expected PROXY TCP4|TCP6 SOURCE DESTINATION PORT PORT");
    }
}
