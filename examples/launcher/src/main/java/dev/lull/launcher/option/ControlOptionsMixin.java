package dev.lull.launcher.option;

import dev.lull.MonitorTarget;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.control.ControlSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code lull run} that say how {@code lull status} and the like find it. */
public final class ControlOptionsMixin {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** What holds are called, so that no name is taken for one. */
    private static final Pattern HOLD = Pattern.compile("h\\d+");

    private static final int MOST_PORTS_NAMED = 3;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What lull status, hold, stop and the like call this run. Default: port-22, or listen-2222.")
    private @Nullable String name;

    @Option(
            names = "--control",
            paramLabel = "PATH|none",
            description =
                    "Where the control socket is. Default: NAME.sock in $XDG_RUNTIME_DIR/lull, or in /run/lull for"
                            + " root, else in /tmp/lull-UID. none: no socket.")
    private @Nullable String control;

    /** Makes the mixin with each option at its default. */
    public ControlOptionsMixin() {}

    /** Tells whether a text is a hold's id, and so not a name. */
    public static boolean isHold(String text) {
        return HOLD.matcher(text).matches();
    }

    /**
     * Returns what the options say.
     *
     * @param target what is watched, which gives the name where there is none
     * @throws UsageException if they cannot be
     */
    public ControlSettings settings(MonitorTarget target) {
        String called = name == null ? nameOf(target) : name;
        if (!NAME.matcher(called).matches() || isHold(called)) {
            throw new UsageException(
                    "--name: \"" + called + "\" is not a name, expected up to 64 letters, digits, . _ or -"
                            + " that begin with a letter or digit, and not a hold's id such as h1");
        }
        boolean isWanted = !"none".equals(control);
        return new ControlSettings(called, isWanted, isWanted ? path() : Optional.empty());
    }

    private Optional<Path> path() {
        if (control == null) {
            return Optional.empty();
        }
        if (control.isBlank()) {
            throw new UsageException("--control: is empty, expected a path, or none");
        }
        try {
            Path path = Path.of(control).toAbsolutePath();
            int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
            if (length > ControlSocket.LONGEST_PATH_BYTES) {
                throw new UsageException("--control: " + path + " has " + length
                        + " bytes, and a socket's path at most " + ControlSocket.LONGEST_PATH_BYTES);
            }
            return Optional.of(path);
        } catch (InvalidPathException e) {
            throw new UsageException("--control: \"" + control + "\" is not a path: " + e.getReason());
        }
    }

    private static String nameOf(MonitorTarget target) {
        if (target instanceof MonitorTarget.Proxied proxied) {
            return "listen-" + proxied.frontend().getPort();
        }
        List<Integer> ports =
                ((MonitorTarget.Observed) target).ports().stream().sorted().toList();
        return ports.size() <= MOST_PORTS_NAMED
                ? "port-" + ports.stream().map(String::valueOf).collect(Collectors.joining("-"))
                : "port-" + ports.get(0) + "-and-" + (ports.size() - 1) + "-more";
    }
}
