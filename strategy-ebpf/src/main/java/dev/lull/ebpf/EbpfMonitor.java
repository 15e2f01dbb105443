package dev.lull.ebpf;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.Detour;
import dev.lull.Door;
import dev.lull.MonitorOptions;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Witness;
import dev.lull.ebpf.kernel.CloseStack;
import dev.lull.ebpf.kernel.EarlierConnections;
import dev.lull.ebpf.kernel.KernelSide;
import dev.lull.ebpf.kernel.LiveConnections;
import dev.lull.ebpf.kernel.RefusalDiagnosis;
import dev.lull.ebpf.kernel.RingBuffer;
import dev.lull.ebpf.kernel.SharedCounters;
import dev.lull.ebpf.kernel.SynHold;
import dev.lull.ebpf.kernel.WatchConfig;
import dev.lull.internal.linux.Handshakes;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.Waiting;
import dev.lull.spi.QueuedListeners;
import dev.lull.spi.TimedDoor;
import dev.lull.spi.UnavailableException;
import dev.lull.spi.UseListeners;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The monitor: what a look says comes out of the memory in which the kernel program counts. */
final class EbpfMonitor implements ActivityMonitor {

    private static final Logger LOG = System.getLogger(EbpfMonitor.class.getName());

    private final KernelSide kernelSide;
    private final RefusalDiagnosis diagnosis;
    private final SharedCounters counters;
    private final LiveConnections live;
    private final NanoClock clock;
    private final KernelClock kernelClock;
    private final ConnectionBook book;
    private final Upkeep upkeep;
    private final Readings readings;
    private final OpenConnections openConnections;
    private final ListenerCheck listenerCheck;
    private final @Nullable Measurement measurement;
    private final Set<Capability> capabilities;
    private final String description;
    private final QueuedListeners listeners;
    private final UseListeners useListeners = new UseListeners();
    private final MonitorLoop loop;
    private final LoopThread loopThread;
    private final EventSubscriptions subscriptions;
    private final Optional<TimedDoor> door;
    private final SteeredDetour detour;
    private final ReadersGate gate = new ReadersGate();
    private final Witness witness;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Takes ownership of the kernel's side, and closes it if this fails.
     *
     * @param proc where /proc is
     * @param btf the file with the kernel's type information
     */
    EbpfMonitor(
            KernelSide kernelSide,
            WatchConfig config,
            MonitorOptions options,
            EbpfOptions settings,
            Path proc,
            Path btf)
            throws IOException, UnavailableException {
        CloseStack opened = new CloseStack();
        opened.add(kernelSide::close);
        try {
            this.kernelSide = kernelSide;
            this.diagnosis = new RefusalDiagnosis(proc);
            this.counters = kernelSide.counters();
            this.live = kernelSide.live();
            this.clock = options.clock();
            this.kernelClock = new KernelClock(clock, proc);
            this.listeners =
                    new QueuedListeners("lull-ebpf-told-" + config.ports().first());
            this.book = new ConnectionBook(kernelClock, listeners);
            this.listenerCheck = openListenerCheck(opened, config.filter());
            Corrections corrections = new Corrections(live, counters, book, kernelClock);
            this.upkeep = new Upkeep(
                    kernelSide.attachments(),
                    new Reconciliation(kernelSide.kernel(), live, corrections, config.filter(), kernelClock),
                    corrections,
                    new EarlierConnections(kernelSide, btf));
            this.witness = new EbpfWitness(gate, upkeep);
            this.description = kernelSide.description() + seed(upkeep);
            EnumSet<Capability> able = EnumSet.of(
                    Capability.EARLIER_CONNECTIONS,
                    Capability.SHORT_CONNECTIONS,
                    Capability.EVENTS,
                    Capability.PER_CONNECTION);
            this.measurement = options.measuresTraffic() ? Measurement.open(kernelSide.kernel(), config) : null;
            if (measurement != null) {
                opened.add(measurement::close);
                able.add(Capability.TRAFFIC);
            }
            this.door = kernelSide.synHold().map(hold -> new TimedDoor(threshold(hold, config)));
            door.ifPresent(held -> able.add(Capability.HOLDS_DOOR));
            this.detour = new SteeredDetour(kernelSide, listenerCheck);
            this.capabilities = Collections.unmodifiableSet(able);
            this.openConnections = new OpenConnections(live, book, measurement, clock);
            Snapshots snapshots = new Snapshots(counters, live, clock, kernelClock, measurement);
            this.loop = openLoop(opened, settings);
            upkeep.whenCorrected(loop::corrected);
            this.readings = new Readings(counters, snapshots, upkeep, listenerCheck, loop, clock);
            this.subscriptions = new EventSubscriptions(listeners, book, live, counters, kernelClock, loop, gate);
            this.loopThread = new LoopThread(loop, "lull-ebpf-" + config.ports().first());
        } catch (IOException | UnavailableException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Nobody who listens already may be out of sight; whoever listens later is looked at when nobody is connected. */
    private ListenerCheck openListenerCheck(CloseStack opened, TargetFilter target) throws UnavailableException {
        try {
            ListenerCheck check = ListenerCheck.open(kernelSide.kernel(), target, kernelSide.attachments());
            opened.add(check::close);
            Optional<String> outOfSight = check.whyOutOfSight();
            if (outOfSight.isPresent()) {
                throw UnavailableException.lasting(outOfSight.get(), ListenerCheck.CURE);
            }
            return check;
        } catch (IOException e) {
            throw diagnosis.ofListingSockets(e);
        }
    }

    private String seed(Upkeep upkeep) throws UnavailableException {
        try {
            upkeep.begin();
            return upkeep.followedBecause()
                    .map(reason -> "; earlier connections are followed by sock_diag: " + reason)
                    .orElse("");
        } catch (IOException e) {
            throw diagnosis.ofListingSockets(e);
        }
    }

    private SynThreshold threshold(SynHold hold, WatchConfig config) {
        Handshakes handshakes = new Handshakes(config.ports(), config.localAddress());
        return new SynThreshold(hold, counters, kernelClock, kernelSide.kernel().libC(), handshakes);
    }

    private MonitorLoop openLoop(CloseStack opened, EbpfOptions settings) throws SystemCallException {
        Optional<RingBuffer> ring = kernelSide.mapEvents();
        ring.ifPresent(mapped -> opened.add(mapped::close));
        OwnedDescriptor[] waitFor = ring.map(RingBuffer::descriptor).stream().toArray(OwnedDescriptor[]::new);
        Waiting waiting = Waiting.on(kernelSide.kernel().libC(), waitFor);
        opened.add(waiting::close);
        SharedCounters share = counters.share();
        opened.add(share::giveBack);
        return new MonitorLoop(
                live, share, ring, waiting, upkeep, book, listeners, useListeners, settings.reconcileInterval());
    }

    @Override
    public String strategy() {
        return EbpfStrategyProvider.NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Reading read() {
        enter();
        try {
            return readings.take();
        } finally {
            gate.leave();
        }
    }

    @Override
    public List<Connection> connections() {
        enter();
        try {
            return openConnections.list();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the connections cannot be listed: {0}", e.getMessage());
            return List.of();
        } finally {
            gate.leave();
        }
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        Objects.requireNonNull(listener, "listener");
        enter();
        try {
            return subscriptions.add(listener);
        } finally {
            gate.leave();
        }
    }

    @Override
    public Subscription subscribeToUse(Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        enter();
        try {
            Subscription subscription = useListeners.add(listener);
            loop.wake();
            return subscription;
        } finally {
            gate.leave();
        }
    }

    @Override
    public Optional<Door> door() {
        return door.map(Door.class::cast);
    }

    /** Where the programs see every socket of the machine: those of this process, too, are to be counted. */
    @Override
    public Optional<Detour> detour() {
        return kernelSide.attachments().coverTheMachine() ? Optional.of(detour) : Optional.empty();
    }

    @Override
    public Witness witness() {
        return witness;
    }

    private void enter() {
        if (!gate.enter()) {
            throw new IllegalStateException("the " + strategy() + " monitor is closed");
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        detour.close();
        door.ifPresent(TimedDoor::close); // before its program and its memory are gone
        gate.shut();
        CloseStack closing = new CloseStack();
        closing.add(kernelSide::close);
        closing.add(listenerCheck::close);
        if (measurement != null) {
            closing.add(measurement::close);
        }
        closing.add(loopThread::end);
        closing.add(kernelSide::detach);
        closing.add(listeners::close);
        closing.add(useListeners::clear);
        closing.close();
    }

    @Override
    public String toString() {
        return strategy() + " (" + description + ")" + (closed.get() ? ", closed" : "");
    }
}
