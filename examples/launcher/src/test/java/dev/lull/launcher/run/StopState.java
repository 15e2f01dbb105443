package dev.lull.launcher.run;

import java.util.List;

/** Where a run can be on its way to an idle stop. */
enum StopState {
    WATCHING,
    WARNED,
    /** In the line of --before-stop, which waits for {@link RunInState#goOn}. */
    BEFORE_STOP,
    /** In the line of --on-idle, which waits likewise. */
    ON_IDLE_LINE,
    /** The door is shut, and does not get clear for somebody on the way in. */
    DOOR_SHUT,
    COMMAND_ENDS;

    /** What brings a run here; {@code waits} is a line for a shell that waits for the test. The idle timeout of the first two is the test's. */
    List<String> options(String waits) {
        return switch (this) {
            case WATCHING, WARNED -> List.of();
            case ON_IDLE_LINE -> List.of("--idle", "1s", "--on-idle", waits);
            case BEFORE_STOP, DOOR_SHUT, COMMAND_ENDS -> List.of("--idle", "1s", "--before-stop", waits);
        };
    }

    /** How long COMMAND takes to end. */
    String lingersMillis() {
        return this == COMMAND_ENDS ? "300000" : "0";
    }
}
