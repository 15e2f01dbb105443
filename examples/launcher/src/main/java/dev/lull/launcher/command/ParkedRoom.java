package dev.lull.launcher.command;

import dev.lull.Detour;
import dev.lull.Door;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.proxy.ParkedListener;
import dev.lull.proxy.RelayOptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets clients wait at COMMAND's own port, where Lull stands in for it while it is down: by a detour, where the strategy
 * has one, so that COMMAND can bind its port at any time; else Lull listens there itself, and leaves before COMMAND is
 * started. Those who came before are relayed to COMMAND; all others reach it without Lull. For one thread.
 */
public final class ParkedRoom implements WaitingRoom {

    private static final Logger LOG = System.getLogger(ParkedRoom.class.getName());

    private final MonitorTarget.Observed target;
    private final CommandProcesses processes;
    private final Optional<Detour> offered;
    private final RelayOptions options;
    private final Duration handshakes;
    private final Runnable onUse;
    private final List<ParkedListener> left = new ArrayList<>();
    private Optional<Detour> detour = Optional.empty();
    private Set<InetSocketAddress> places = Set.of();
    private Optional<ParkedListener> listening = Optional.empty();
    private Optional<String> unfit = Optional.empty();

    /**
     * Makes it.
     *
     * @param target where COMMAND listens
     * @param processes COMMAND's
     * @param detour leads clients here whoever has the port; empty if the strategy has none
     * @param options how clients are held, and relayed
     * @param handshakes for how long at most somebody may be in the middle of one
     * @param onUse called by any thread when somebody comes
     */
    public ParkedRoom(
            MonitorTarget.Observed target,
            CommandProcesses processes,
            Optional<Detour> detour,
            RelayOptions options,
            Duration handshakes,
            Runnable onUse) {
        this.target = target;
        this.processes = processes;
        this.offered = detour;
        this.options = options;
        this.handshakes = handshakes;
        this.onUse = onUse;
    }

    /**
     * A detour begins before COMMAND is ended: many a program closes its listening socket long before it has ended, or
     * shuts it down, which no copy of it survives.
     */
    @Override
    public void prepare(Door door) throws IOException {
        if (unfit.isPresent()) {
            throw new IOException(unfit.get());
        }
        try (ServicePlaces looked = new ServicePlaces(target, processes)) {
            places = looked.look();
        }
        detour = canBeLed() ? offered : Optional.empty();
        if (places.isEmpty()) {
            throw new IOException("nothing listens at " + target + ", so it is not known where to wait for clients");
        }
        left.forEach(ParkedListener::close); // nobody is connected, or COMMAND would not be put to sleep
        left.clear();
        if (detour.isPresent() && isLed(detour.get())) {
            door.open();
        } else {
            detour = Optional.empty();
        }
    }

    private void closeThoseWithoutClients() {
        left.removeIf(parked -> {
            boolean over = parked.clients() == 0;
            if (over) {
                parked.close();
            }
            return over;
        });
    }

    /** To all addresses of the machine, or to one: whoever is relayed from there must not have asked for another one. */
    private boolean canBeLed() {
        boolean any = places.stream().allMatch(each -> each.getAddress().isAnyLocalAddress());
        return target.ports().size() == 1 && (any || places.size() == 1);
    }

    /** A door may hold by a copy of COMMAND's listening socket, which must go before Lull can listen there. */
    @Override
    public void open(Door door) throws IOException {
        try {
            listen();
        } catch (StrategyException e) {
            door.open();
            try {
                listen();
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
        closeThoseWithoutClients();
        try {
            listen();
        } catch (StrategyException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void listen() {
        if (listening.isPresent()) { // by a detour, which neither COMMAND's end nor its start touches
            return;
        }
        listening = Optional.of(ParkedListener.listen(places, options, onUse));
    }

    private boolean isLed(Detour way) {
        try {
            ParkedListener parked = ParkedListener.listenBeside(places, options, onUse);
            try {
                way.begin(places, parked.addresses());
                listening = Optional.of(parked);
            } finally {
                if (listening.isEmpty()) {
                    parked.close();
                }
            }
            return true;
        } catch (StrategyException e) {
            LOG.log(Level.WARNING, e.getMessage() + "; Lull listens at COMMAND's own port instead");
            return false;
        }
    }

    @Override
    public void makeWay() {
        if (detour.isEmpty()) {
            leave();
        }
    }

    private void leave() {
        if (listening.isPresent()) {
            ParkedListener leaving = listening.get();
            listening = Optional.empty();
            left.add(leaving);
            Optional<String> lost = leaving.leave(handshakes);
            lost.ifPresent(who -> LOG.log(Level.WARNING, "making way for COMMAND at " + target + ": " + who));
        }
    }

    @Override
    public void listens() {
        detour.ifPresent(Detour::end);
        leave();
    }

    @Override
    public void letThrough() {
        listens();
        left.forEach(ParkedListener::serve);
    }

    @Override
    public void dismiss(String reason) {
        listening.ifPresent(parked -> parked.dismiss(reason));
        left.forEach(parked -> parked.dismiss(reason));
    }

    @Override
    public void close() {
        detour.ifPresent(Detour::end);
        listening.ifPresent(ParkedListener::close);
        left.forEach(ParkedListener::close);
    }
}
