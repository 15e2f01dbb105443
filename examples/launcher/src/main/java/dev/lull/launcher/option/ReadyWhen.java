package dev.lull.launcher.option;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** When a COMMAND that was started can be given clients. */
public sealed interface ReadyWhen {

    /** Once it listens at its port. */
    record Listening() implements ReadyWhen {}

    /**
     * Once a file exists that was not there, or older, when COMMAND was started.
     *
     * @param path where
     */
    record FileExists(Path path) implements ReadyWhen {}

    /**
     * Once a request is answered with a status from 200 to 299.
     *
     * @param uri http or https
     */
    record HttpAnswers(URI uri) implements ReadyWhen {}

    /**
     * Once a shell's line ends with 0.
     *
     * @param line for {@code sh -c}
     */
    record LineSucceeds(String line) implements ReadyWhen {}

    /** Parses the option's value. */
    static ReadyWhen parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty, expected tcp, file:PATH, http:URL or a command line");
        }
        if (text.equals("tcp")) {
            return new Listening();
        }
        if (text.startsWith("file:")) {
            return new FileExists(path(text.substring("file:".length())));
        }
        String scheme = text.toLowerCase(Locale.ROOT);
        return scheme.startsWith("http:") || scheme.startsWith("https:")
                ? new HttpAnswers(uri(text))
                : new LineSucceeds(text);
    }

    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a path: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("\"file:\" has no path, expected file:PATH");
    }

    /** Takes {@code http:URL} in both ways in which it can be read: {@code http://…} and {@code http:http://…}. */
    private static URI uri(String text) {
        String url = text.startsWith("http:http") ? text.substring("http:".length()) : text;
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + url + "\" is not a URL: " + e.getReason(), e);
        }
        throw new IllegalArgumentException(
                "\"" + url + "\" names no host and port, expected one such as http://127.0.0.1:8080/health");
    }
}
