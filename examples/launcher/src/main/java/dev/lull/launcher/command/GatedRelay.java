package dev.lull.launcher.command;

import dev.lull.Door;
import dev.lull.proxy.ServiceGate;

/** Lets clients wait in the relay that stands in front of COMMAND anyway. */
public final class GatedRelay implements WaitingRoom {

    private final ServiceGate gate;

    /**
     * Makes it.
     *
     * @param gate the relay's
     */
    public GatedRelay(ServiceGate gate) {
        this.gate = gate;
    }

    @Override
    public void prepare(Door door) {
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
        gate.open();
    }

    @Override
    public void dismiss(String reason) {
        gate.dismiss(reason);
    }

    @Override
    public void close() {}
}
