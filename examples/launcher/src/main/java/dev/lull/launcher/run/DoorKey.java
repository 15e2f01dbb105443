package dev.lull.launcher.run;

import dev.lull.Door;
import dev.lull.StrategyException;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets two loops use the door of one service, one at a time: the one that lets it sleep, and the one that ends the run.
 * Neither opens what the other one has shut. Safe for use by any thread.
 */
final class DoorKey {

    private Optional<Object> holder = Optional.empty();

    /**
     * Makes the door as one of the loops has it.
     *
     * @param door the door itself
     * @param loop whose it is
     */
    Door of(Door door, Object loop) {
        return new Door() {
            @Override
            public void shut(Duration timeout) {
                take(loop);
                boolean isShut = false;
                try {
                    door.shut(timeout);
                    isShut = true;
                } finally {
                    if (!isShut) {
                        giveBack(loop);
                    }
                }
            }

            @Override
            public boolean keepShut() {
                return isHeldBy(loop) && door.keepShut();
            }

            @Override
            public void open() {
                if (isHeldBy(loop)) {
                    door.open();
                    giveBack(loop);
                }
            }
        };
    }

    private synchronized boolean isHeldBy(Object loop) {
        return holder.filter(each -> each == loop).isPresent();
    }

    private synchronized void take(Object loop) {
        if (holder.isPresent() && !isHeldBy(loop)) {
            throw new StrategyException("the door is used by another stop of the same service");
        }
        holder = Optional.of(loop);
    }

    private synchronized void giveBack(Object loop) {
        if (isHeldBy(loop)) {
            holder = Optional.empty();
        }
    }
}
