package dev.lull.launcher.command;

import dev.lull.Door;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.proxy.ParkedListener;
import dev.lull.proxy.RelayOptions;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * Lets clients wait at COMMAND's own port, where Lull listens while COMMAND does not. Those who came before COMMAND was
 * started are relayed to it; all others reach it without Lull. For one thread.
 */
public final class ParkedRoom implements WaitingRoom {

    private static final Logger LOG = System.getLogger(ParkedRoom.class.getName());

    private final MonitorTarget.Observed target;
    private final Supplier<Optional<Door>> monitorsDoor;
    private final Duration doorTimeout;
    private final Duration startTimeout;
    private final Runnable onUse;
    private final List<ParkedListener> left = new ArrayList<>();
    private Set<InetSocketAddress> places = Set.of();
    private Optional<ParkedListener> listening = Optional.empty();
    private Optional<Door> shut = Optional.empty();
    private Optional<String> unfit = Optional.empty();

    /**
     * Makes it.
     *
     * @param target where COMMAND listens
     * @param monitorsDoor holds new connections off, where the strategy can, between Lull's end and COMMAND's beginning
     * @param doorTimeout for how long at most somebody may be in the middle of a handshake
     * @param startTimeout for how long COMMAND may take to listen
     * @param onUse called by any thread when somebody comes
     */
    public ParkedRoom(
            MonitorTarget.Observed target,
            Supplier<Optional<Door>> monitorsDoor,
            Duration doorTimeout,
            Duration startTimeout,
            Runnable onUse) {
        this.target = target;
        this.monitorsDoor = monitorsDoor;
        this.doorTimeout = doorTimeout;
        this.startTimeout = startTimeout;
        this.onUse = onUse;
    }

    @Override
    public void prepare() throws IOException {
        if (unfit.isPresent()) {
            throw new IOException(unfit.get());
        }
        places = ServicePlaces.of(target);
        if (places.isEmpty()) {
            throw new IOException("nothing listens at " + target + ", so it is not known where to wait for clients");
        }
        left.forEach(ParkedListener::close); // nobody is connected, or COMMAND would not be put to sleep
        left.clear();
    }

    /** A door may hold by a copy of COMMAND's listening socket, which must go first. */
    @Override
    public void open(Door door) throws IOException {
        try {
            listening = Optional.of(listen());
        } catch (StrategyException e) {
            door.open();
            try {
                listening = Optional.of(listen());
            } catch (StrategyException again) {
                unfit = Optional.of("COMMAND cannot sleep, since Lull cannot listen in its place: " + again.getMessage()
                        + "; with --listen and --to it can, or with --on-idle freeze");
                throw new IOException(unfit.get(), again);
            }
        }
        door.open();
    }

    @Override
    public void reopen() throws IOException {
        try {
            listening = Optional.of(listen());
        } catch (StrategyException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            admit();
        }
    }

    private ParkedListener listen() {
        return ParkedListener.listen(places, RelayOptions.defaults(), onUse);
    }

    @Override
    public void makeWay() {
        if (listening.isEmpty()) {
            return;
        }
        holdOff();
        ParkedListener leaving = listening.get();
        listening = Optional.empty();
        left.add(leaving);
        Optional<String> lost = leaving.leave(doorTimeout);
        lost.ifPresent(who -> LOG.log(Level.WARNING, "making way for COMMAND at " + target + ": " + who));
    }

    /** What cannot be held off is refused by the kernel until COMMAND listens. */
    private void holdOff() {
        try {
            shut = monitorsDoor.get();
            shut.ifPresent(door -> door.shut(doorTimeout.plus(startTimeout)));
        } catch (StrategyException e) {
            shut = Optional.empty();
            LOG.log(
                    Level.WARNING,
                    "whoever connects before COMMAND listens at " + target + ", within "
                            + Durations.text(startTimeout) + ", may be refused: " + e.getMessage());
        }
    }

    @Override
    public void letThrough() {
        left.forEach(ParkedListener::serve);
        admit();
    }

    private void admit() {
        shut.ifPresent(Door::open);
        shut = Optional.empty();
    }

    @Override
    public void dismiss(String reason) {
        left.forEach(parked -> parked.dismiss(reason));
    }

    @Override
    public void close() {
        admit();
        listening.ifPresent(ParkedListener::close);
        left.forEach(ParkedListener::close);
    }
}
