package dev.lull.ebpf;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Door;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Witness;
import dev.lull.ebpf.kernel.CloseStack;
import dev.lull.ebpf.kernel.Steering;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The monitor of connections that the kernel hands to the service past Lull, or that Lull relays while it cannot. Either
 * way the socket at this machine's end has the frontend's port: an accepted socket has the port that its client asked for
 * (net/ipv4/inet_connection_sock.c, {@code inet_csk_clone_lock}), not that of the socket that listened. So the programs
 * that count connections at a port count each client once, and this monitor is theirs.
 */
final class SteeringMonitor implements ActivityMonitor {

    private final MonitorTarget.Proxied target;
    private final ActivityMonitor counting;
    private final ActivityMonitor relay;
    private final Steering steering;
    private final SteeringLoop loop;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Takes ownership of everything.
     *
     * @param counting counts the connections at the frontend
     * @param relay listens there, for whoever is not steered
     */
    SteeringMonitor(
            MonitorTarget.Proxied target,
            ActivityMonitor counting,
            ActivityMonitor relay,
            Steering steering,
            SteeringLoop loop) {
        this.target = target;
        this.counting = counting;
        this.relay = relay;
        this.steering = steering;
        this.loop = loop;
        Subscription ignored = relay.subscribe(
                event -> { // until the relay is closed
                    if (event instanceof ConnectionEvent.Opened) {
                        loop.wake();
                    }
                });
    }

    @Override
    public String strategy() {
        return counting.strategy();
    }

    @Override
    public Set<Capability> capabilities() {
        return counting.capabilities();
    }

    @Override
    public String description() {
        return "steers new connections for " + target.frontend() + " to the service's own socket at " + target.service()
                + ", and relays them while there is none; " + counting.description();
    }

    @Override
    public Reading read() {
        Reading counted = counting.read();
        return relay.read() instanceof Reading.Unreadable broken ? broken : counted;
    }

    @Override
    public List<Connection> connections() {
        return counting.connections();
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        return counting.subscribe(listener);
    }

    @Override
    public Subscription subscribeToUse(Runnable listener) {
        return counting.subscribeToUse(listener);
    }

    @Override
    public Optional<Door> door() {
        return counting.door();
    }

    @Override
    public Witness witness() {
        return counting.witness();
    }

    /** Ends the relay before the steering: whoever comes in between is not relayed, and so not cut off. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            CloseStack closing = new CloseStack();
            closing.add(counting::close);
            closing.add(steering::close);
            closing.add(relay::close);
            closing.add(loop::close);
            closing.close();
        }
    }

    @Override
    public String toString() {
        return description() + (closed.get() ? ", closed" : "");
    }
}
