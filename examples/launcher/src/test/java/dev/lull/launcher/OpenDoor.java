package dev.lull.launcher;

import dev.lull.Door;
import java.time.Duration;

/** A door at which nobody stands, for tests of what has nothing to do with it. */
public final class OpenDoor implements Door {

    @Override
    public void shut(Duration timeout) {}

    @Override
    public boolean keepShut() {
        return true;
    }

    @Override
    public void open() {}
}
