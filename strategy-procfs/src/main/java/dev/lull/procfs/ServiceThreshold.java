package dev.lull.procfs;

import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.internal.linux.Handshakes;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.Membarrier;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.ServiceListeners;
import dev.lull.internal.linux.SynFilter;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.spi.Threshold;
import dev.lull.spi.UnavailableException;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds new connections off at the service's own listening sockets, by a filter on each that drops SYNs. The kernel knows
 * nothing of its author: it stays on a socket that outlives this process, which is why the door is for those only who end
 * the service when this process ends. Under its door's lock, but for {@link #occupied}.
 */
final class ServiceThreshold implements Threshold {

    private final MonitorTarget.Observed target;
    private final Supplier<? extends Collection<Long>> processes;
    private final Handshakes handshakes;
    private @Nullable LibC libC;
    private @Nullable ServiceListeners listeners;

    /** Those that have our filter, and so must lose it again; never one with a filter of the service's own. */
    private final List<OwnedDescriptor> filtered = new ArrayList<>();

    /**
     * Makes it; nothing is opened and no native code loaded.
     *
     * @param target what is watched, in this process's network namespace
     * @param processes asked for the service's processes whenever the door is shut
     */
    ServiceThreshold(MonitorTarget.Observed target, Supplier<? extends Collection<Long>> processes) {
        this.target = target;
        this.processes = processes;
        this.handshakes = new Handshakes(target.ports(), target.localAddress());
    }

    /** Such as that COMMAND is a script that started a service elsewhere, that the service is another user's, or that this process may not. */
    @Override
    public Optional<String> unavailable() {
        try (ServiceListeners found = ServiceListeners.takeOver(SystemCalls.load(), target, processes.get())) {
            SynFilter.requirePermitted(SystemCalls.load());
            for (OwnedDescriptor listener : found.descriptors()) {
                requireFilterable(SystemCalls.load(), listener);
            }
            if (found.areHeldBeside(processes.get())) {
                return Optional.of(
                        "somebody beside the service's processes holds its listening socket, such as a service"
                                + " manager, and would be left with a filter if this process were killed; the strategy ebpf could");
            }
            return found.descriptors().isEmpty() ? Optional.of("nothing listens at " + target) : Optional.empty();
        } catch (UnavailableException | NativeAccessException e) {
            return Optional.of(e.getMessage() + "; the strategy ebpf could");
        } catch (IOException | RuntimeException e) { // may pass: to hold it says so, and calls the stop off
            return Optional.empty();
        }
    }

    @Override
    public void hold(Duration atMost) {
        try {
            LibC calls = SystemCalls.load();
            libC = calls;
            ServiceListeners found = ServiceListeners.takeOver(calls, target, processes.get());
            listeners = found;
            for (OwnedDescriptor listener : found.descriptors()) {
                attach(calls, listener);
                filtered.add(listener);
            }
            Membarrier.awaitPacketsInProgress(calls);
        } catch (IOException | UnavailableException | NativeAccessException e) {
            release();
            throw new StrategyException(
                    "new connections cannot be held off at the service's sockets: " + e.getMessage()
                            + "; run as the service's user or as root (with CAP_SYS_PTRACE, and kernel.yama.ptrace_scope"
                            + " below 3), or use the strategy ebpf",
                    e);
        } catch (RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    private static void attach(LibC calls, OwnedDescriptor listener) throws IOException, UnavailableException {
        requireFilterable(calls, listener);
        SynFilter.attach(calls, listener.number());
    }

    private static void requireFilterable(LibC calls, OwnedDescriptor listener) throws UnavailableException {
        Optional<String> whyNot = SynFilter.whyNot(calls, listener.number());
        if (whyNot.isPresent()) {
            throw UnavailableException.lasting(
                    "the listening socket (" + listener + ") " + whyNot.get(), "there is nothing to be done here");
        }
    }

    /** Held until {@link #release}: a filter knows no time. */
    @Override
    public void keep() {
        try {
            if (listeners != null && listeners.areOutdated()) {
                throw new StrategyException("the service listens at another socket meanwhile, which is not held");
            }
        } catch (IOException e) {
            throw new StrategyException("it cannot be told whether new connections are held off: " + e.getMessage(), e);
        }
    }

    /**
     * Lets go of the sockets. Of one that the service has left behind, the filter is not taken off first: whoever came in
     * then would be reset with the socket, right behind.
     */
    @Override
    public void release() {
        ServiceListeners held = listeners;
        if (held != null && libC != null) {
            if (mayBeTheServices(held)) {
                for (OwnedDescriptor listener : filtered) {
                    SynFilter.detach(libC, listener.number());
                }
            }
            filtered.clear();
            held.close();
            listeners = null;
        }
    }

    private boolean mayBeTheServices(ServiceListeners held) {
        try {
            return held.areHeldBy(processes.get()) || held.areHeldBeside(List.of());
        } catch (RuntimeException e) { // not ours: whoever names the processes
            return true;
        }
    }

    @Override
    public Optional<String> occupied() throws UnreadableException {
        return handshakes.inProgress();
    }
}
