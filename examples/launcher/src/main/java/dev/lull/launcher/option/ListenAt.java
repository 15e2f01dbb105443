package dev.lull.launcher.option;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Where {@code --listen} says to listen. */
public sealed interface ListenAt {

    /** At an address. */
    record Address(InetSocketAddress where) implements ListenAt {}

    /** At a socket that systemd passes: the one so named; empty for the only one. */
    record Passed(Optional<String> name) implements ListenAt {}

    /** Parses {@code [ADDRESS:]PORT}, {@code systemd} or {@code systemd:NAME}. */
    static ListenAt parse(String text) {
        if (text.equals("systemd")) {
            return new Passed(Optional.empty());
        }
        if (text.startsWith("systemd:")) {
            return new Passed(Optional.of(text.substring("systemd:".length())));
        }
        return new Address(Endpoint.toListenAt(text));
    }
}
