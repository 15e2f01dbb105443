package dev.lull.launcher.control.client;

import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.ControlFolder;
import dev.lull.launcher.control.ControlSocket;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services of this user's runs, found by their sockets. */
public final class RunningServices {

    /** For an answer that a run gives at once. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** To one of several, so that one that hangs does not hide the others for long. */
    private static final Duration PATIENCE_WITH_EACH = Duration.ofSeconds(2);

    private static final String SUFFIX = ".sock";

    /**
     * One of them.
     *
     * @param status empty if it does not answer
     */
    record Found(String name, Path socket, Optional<JsonObject> status) {}

    private RunningServices() {}

    /** Finds all, by name; those that a killed run left behind are removed. */
    static List<Found> all() {
        List<Found> found = new ArrayList<>();
        for (ControlFolder folder : ControlFolder.allOfThisUser()) {
            if (!folder.isOwn()) {
                continue;
            }
            for (Path socket : sockets(folder.path())) {
                ask(folder, socket).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(Found::name));
        return found;
    }

    private static List<Path> sockets(Path folder) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            sockets.forEach(paths::add);
        } catch (IOException e) { // nobody has run here yet
            return List.of();
        }
        return paths;
    }

    private static Optional<Found> ask(ControlFolder folder, Path socket) {
        String file = String.valueOf(socket.getFileName());
        String name = file.substring(0, file.length() - SUFFIX.length());
        try {
            JsonObject answer = ControlClient.ask(socket, ControlClient.Request.status(), PATIENCE_WITH_EACH);
            return Optional.of(new Found(name, socket, answer.object("status")));
        } catch (SocketException e) {
            ControlSocket.removeIfStale(folder, socket);
            return Optional.empty();
        } catch (IOException | RefusedException e) {
            return Files.exists(socket) ? Optional.of(new Found(name, socket, Optional.empty())) : Optional.empty();
        }
    }

    /**
     * Finds the socket of one.
     *
     * @param name a name, or a path; null where it was left out
     * @throws UsageException if it was left out, and there are several
     * @throws UnreachableException if there is none
     */
    public static Path socket(@Nullable String name) throws UnreachableException {
        if (name != null && name.contains("/")) {
            return Path.of(name).toAbsolutePath();
        }
        if (name != null) {
            for (ControlFolder folder : ControlFolder.allOfThisUser()) {
                Path socket = folder.socket(name);
                if (folder.isOwn() && Files.exists(socket)) {
                    return socket;
                }
            }
        }
        List<Found> found = all();
        String names = found.stream().map(Found::name).collect(Collectors.joining(", "));
        if (name != null) {
            throw new UnreachableException(
                    "no run of this user is called " + name + (names.isEmpty() ? "; none runs" : ", only " + names));
        }
        if (found.size() > 1) {
            throw new UsageException("several runs are here: " + names + "; name one");
        }
        return found.stream()
                .findFirst()
                .orElseThrow(() -> new UnreachableException("no run of this user is here"))
                .socket();
    }

    /**
     * Asks one.
     *
     * @throws UnreachableException if it does not answer
     */
    static JsonObject ask(@Nullable String name, ControlClient.Request request, Duration patience)
            throws UnreachableException, RefusedException {
        Path socket = socket(name);
        try {
            return ControlClient.ask(socket, request, patience);
        } catch (IOException e) {
            throw unreachable(socket, e);
        }
    }

    /** Says that one cannot be reached. */
    public static UnreachableException unreachable(Path socket, IOException failure) {
        return new UnreachableException("the run at " + socket + " cannot be reached: " + failure.getMessage());
    }
}
