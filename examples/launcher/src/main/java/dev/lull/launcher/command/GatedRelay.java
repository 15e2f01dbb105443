package dev.lull.launcher.command;

import dev.lull.Door;
import dev.lull.proxy.ServiceGate;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets clients wait in the relay that stands in front of COMMAND anyway. Its gate is the door, too, where it stands in
 * everybody's way: whoever comes while COMMAND falls asleep is let in, counted and held, and no SYN is.
 */
public final class GatedRelay implements WaitingRoom {

    private final ServiceGate gate;

    /** Whether it is shut for a COMMAND that is down, or about to be. */
    private volatile boolean inCharge = true;

    /**
     * Makes it, of a COMMAND that does not run.
     *
     * @param gate the relay's
     */
    public GatedRelay(ServiceGate gate) {
        this.gate = gate;
    }

    /**
     * A session counts before it asks whether the gate is open, so that the look behind a shut gate sees whoever was let
     * through. Nothing here opens after a time: what holds is this process, which carries nobody's bytes either while it
     * stands still.
     */
    private final class GateDoor implements Door {

        @Override
        public void shut(Duration timeout) {
            gate.shut();
        }

        @Override
        public boolean keepShut() {
            return !gate.isOpen();
        }

        @Override
        public void open() {
            if (!inCharge) {
                gate.open();
            }
        }
    }

    @Override
    public Optional<Door> door() {
        return gate.holdsEverybody() ? Optional.of(new GateDoor()) : Optional.empty();
    }

    @Override
    public void prepare(Door door) {
        inCharge = true;
        gate.shut();
    }

    @Override
    public void open(Door door) {
        door.open();
    }

    @Override
    public void makeWay() {}

    @Override
    public void reopen() {}

    @Override
    public void listens() {}

    @Override
    public void letThrough() {
        inCharge = false;
        gate.open();
    }

    @Override
    public void dismiss(String reason) {
        gate.dismiss(reason);
    }

    @Override
    public void close() {}
}
