package dev.lull.launcher.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request of HTTP/1.x (RFC 9112), as far as it matters here.
 *
 * @param method such as GET
 * @param path what is asked for, without a query
 * @param accept what the client likes to have; empty for anything
 */
record HttpRequest(String method, String path, String accept) {

    /** Reads a head; empty as long as it is not complete. Throws {@link IllegalArgumentException} at what is none. */
    static Optional<HttpRequest> parse(ByteBuffer received) {
        String text = StandardCharsets.ISO_8859_1.decode(received.duplicate()).toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return Optional.empty();
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new IllegalArgumentException("that is no request of HTTP/1.1");
        }
        String accept = java.util.Arrays.stream(lines)
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("accept:"))
                .map(line -> line.substring("accept:".length()).strip())
                .collect(Collectors.joining(","));
        int query = words[1].indexOf('?');
        return Optional.of(new HttpRequest(words[0], query < 0 ? words[1] : words[1].substring(0, query), accept));
    }
}
