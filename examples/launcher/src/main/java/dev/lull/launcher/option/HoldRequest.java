package dev.lull.launcher.option;

import dev.lull.MonitorTarget;
import dev.lull.hold.HoldProbe;
import dev.lull.hold.Holds;
import dev.lull.procfs.LoadProbes;
import dev.lull.proxy.ParkedListener;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standing hold that is asked for. Nothing is looked up before its probe is asked.
 *
 * @param text {@code KIND:VALUE}, and what it is called in logs
 * @param probe finds it out
 * @param endpoint what the probe connects to; empty if to nothing
 */
public record HoldRequest(String text, HoldProbe probe, Optional<URI> endpoint) {

    private static final String KINDS = "process, user, tmux, load, file, hours, http, inhibitor";
    private static final int HTTP_PORT = 80;
    private static final double PERCENT = 100;
    private static final Pattern TOUCHED = Pattern.compile("(.+)@([0-9Pp][^/@]*)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");
    private static final Pattern LOCK = Pattern.compile("[a-z][a-z-]*");

    /**
     * Parses one.
     *
     * @throws IllegalArgumentException in words for the user
     */
    static HoldRequest parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "process" -> local(text, process(text, value));
            case "user" -> local(text, Holds.loggedIn(present(text, value, "the name of a user, or *")));
            case "tmux" -> local(text, tmux(text, value));
            case "load" -> local(text, load(text, value));
            case "file" -> local(text, file(text, value));
            case "hours" ->
                local(
                        text,
                        Holds.businessHours(
                                present(text, value, "hours such as Mo-Fr 08:00-18:00 Europe/Berlin"),
                                Clock.system(ZoneId.systemDefault())));
            case "http" -> http(text, value);
            case "inhibitor" -> local(text, inhibitor(text, value));
            default -> throw wrong(text, "is no kind of hold, expected KIND:VALUE with one of " + KINDS);
        };
    }

    private static HoldRequest local(String text, HoldProbe probe) {
        return new HoldRequest(text, probe, Optional.empty());
    }

    private static HoldProbe process(String text, String value) {
        String name = present(text, value, "the name of a process, or /PIDFILE");
        return name.contains("/") ? Holds.processOf(path(text, name)) : Holds.processNamed(name);
    }

    private static HoldProbe tmux(String text, String value) {
        int at = value.indexOf('@');
        String which = at < 0 ? value : value.substring(0, at);
        if (!which.equals("any") && !which.equals("attached")) {
            throw wrong(text, "says not which sessions, expected tmux:any or tmux:attached, and @SOCKET after it");
        }
        Optional<Path> socket = at < 0
                ? Optional.empty()
                : Optional.of(path(text, present(text, value.substring(at + 1), "a path after the @")));
        return Holds.tmuxSession(socket, which.equals("attached"));
    }

    private static HoldProbe load(String text, String value) {
        boolean isShare = value.endsWith("%");
        String number = isShare ? value.substring(0, value.length() - 1) : value;
        if (!NUMBER.matcher(number).matches()) {
            throw wrong(text, "has no threshold, expected a load such as 1.5, or a use of the processors such as 20%");
        }
        double threshold = Double.parseDouble(number);
        if (isShare && threshold >= PERCENT) {
            throw wrong(text, "is never exceeded, expected below 100%");
        }
        return isShare ? LoadProbes.processorUseAbove(threshold / PERCENT) : LoadProbes.loadAbove(threshold);
    }

    private static HoldProbe file(String text, String value) {
        Matcher touched = TOUCHED.matcher(present(text, value, "a path, and @DURATION if it is to be touched"));
        return touched.matches()
                ? Holds.fileTouched(
                        path(text, touched.group(1)), DurationText.parsePositive(touched.group(2)), Clock.systemUTC())
                : Holds.fileExists(path(text, value));
    }

    private static HoldRequest http(String text, String value) {
        String url = value.startsWith("//") ? text : value; // http://HOST, and http:http://HOST
        try {
            URI endpoint = URI.create(url);
            return new HoldRequest(text, Holds.busy(endpoint, ParkedListener.source()), Optional.of(endpoint));
        } catch (IllegalArgumentException e) {
            throw wrong(text, "cannot be asked, expected a URL such as http://127.0.0.1:8080/busy");
        }
    }

    private static HoldProbe inhibitor(String text, String value) {
        List<String> locks = value.isEmpty() ? List.of("idle", "shutdown") : Arrays.asList(value.split(":", -1));
        if (!locks.stream().allMatch(lock -> LOCK.matcher(lock).matches())) {
            throw wrong(text, "names no lock, expected some such as idle:shutdown:sleep");
        }
        return Holds.inhibited(locks);
    }

    private static Path path(String text, String path) {
        try {
            return Path.of(path).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw wrong(text, "has no path: " + e.getReason());
        }
    }

    private static String present(String text, String value, String expected) {
        if (value.isBlank()) {
            throw wrong(text, "has no value, expected " + expected);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("\"" + text + "\" " + why);
    }

    /** Tells whether it connects to a port that is watched from beside the path. */
    boolean asks(MonitorTarget target) {
        return endpoint.isPresent()
                && target instanceof MonitorTarget.Observed observed
                && observed.ports().contains(port(endpoint.get()));
    }

    /** Says what is wrong about it for a target; empty if nothing. */
    Optional<String> complaint(MonitorTarget target) {
        if (endpoint.isPresent()
                && target instanceof MonitorTarget.Proxied proxied
                && proxied.frontend().getPort() == port(endpoint.get())) {
            return Optional.of("asks through the relay, which counts as use; ask the service itself");
        }
        if (asks(target)
                && (!isLoopback(endpoint.get()) || ParkedListener.source().isEmpty())) {
            return Optional.of("asks at a watched port, which counts as use; ask at 127.0.0.1, or at another port");
        }
        return Optional.empty();
    }

    private static int port(URI endpoint) {
        return endpoint.getPort() < 0 ? HTTP_PORT : endpoint.getPort();
    }

    /** Where the address to ask from can be chosen, and is not counted. */
    private static boolean isLoopback(URI endpoint) {
        return endpoint.getHost().equals("localhost") || endpoint.getHost().matches("127\\.\\d+\\.\\d+\\.\\d+");
    }
}
