package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.DiagnosedSocket;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.TargetFilter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the cgroups in which the service's listening sockets were made: a program that cannot tell network namespaces apart
 * is attached there, so that others who listen at the same port elsewhere have nothing of it.
 */
final class ListenerCgroups {

    private static final Logger LOG = System.getLogger(ListenerCgroups.class.getName());

    private final Kernel kernel;
    private final WatchConfig config;
    private final List<TargetFilter> behind;
    private final Path top;

    /**
     * Looks at nothing yet.
     *
     * @param behind where else they listen whose connections these are: steered ones
     * @param top the cgroup at or below which they are
     */
    ListenerCgroups(Kernel kernel, WatchConfig config, List<TargetFilter> behind, Path top) {
        this.kernel = kernel;
        this.config = config;
        this.behind = behind;
        this.top = top;
    }

    /** Looks where they are now: the cgroup above them all if that cannot be told of one of them, or if nobody listens. */
    Collection<Path> now() {
        Set<Long> numbers = new HashSet<>();
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(kernel.libC())) {
            List<TargetFilter> targets = new ArrayList<>(behind);
            targets.add(config.filter());
            for (TargetFilter target : targets) {
                diagnosis.dump(SocketFilter.listeningAt(target.ports()), socket -> {
                    if (target.isServedBy(socket.localPort(), socket.localHigh(), socket.localLow())) {
                        numbers.add(socket.cgroupId());
                    }
                });
            }
            Collection<Path> found = numbers.contains(DiagnosedSocket.UNKNOWN)
                    ? List.of()
                    : CgroupScope.directories(top, numbers).values();
            return found.isEmpty() || found.size() < numbers.size() ? List.of(top) : found;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "where the service listens cannot be told", e);
            return List.of(top);
        }
    }
}
