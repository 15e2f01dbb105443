package dev.lull.launcher.watch;

import dev.lull.launcher.control.ControlClient;
import dev.lull.launcher.control.JsonObject;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.client.RunningServices;
import dev.lull.launcher.control.client.UnreachableException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A run that is asked at its control socket, each time anew. */
final class RunSource implements SnapshotSource {

    /** Somebody else may take all of a run's clients' places for a moment. */
    private static final int MOST_FAILURES = 3;

    private final Path socket;
    private OptionalLong latest = OptionalLong.empty();
    private Optional<String> name = Optional.empty();
    private int failures;

    RunSource(Path socket) {
        this.socket = socket;
    }

    @Override
    public Optional<Snapshot> next() throws UnreachableException, RefusedException {
        try {
            JsonObject answer =
                    ControlClient.ask(socket, ControlClient.Request.watch(latest), RunningServices.PATIENCE);
            Snapshot snapshot = SnapshotReader.read(answer)
                    .orElseThrow(() -> new UnreachableException("the run's answer has no status"));
            latest = OptionalLong.of(snapshot.closed().latest());
            name = Optional.of(snapshot.name());
            failures = 0;
            return Optional.of(snapshot);
        } catch (IOException e) {
            if (name.isEmpty()) {
                throw RunningServices.unreachable(socket, e);
            }
            return again(e instanceof ConnectException, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            if (name.isEmpty()) {
                throw e;
            }
            return again(false, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Snapshot> again(boolean nobodyListens, String reason) throws UnreachableException {
        String run = "the run " + name.orElse("") + " ";
        if (nobodyListens || !Files.exists(socket)) {
            throw new UnreachableException(run + "has ended");
        }
        failures++;
        if (failures >= MOST_FAILURES) {
            throw new UnreachableException(run + "cannot be reached any more: " + reason);
        }
        return Optional.empty();
    }

    @Override
    public void close() {}
}
