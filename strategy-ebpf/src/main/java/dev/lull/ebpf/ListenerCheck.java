package dev.lull.ebpf;

import dev.lull.Reading;
import dev.lull.ebpf.kernel.Attachments;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.DiagnosedSocket;
import dev.lull.internal.linux.ServedPorts;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks whether somebody listens at every watched port, and where the kernel program sees it: else that nobody is connected
 * says nothing. An accepted socket belongs to its listener's cgroup. It takes a few system calls; the kernel keeps
 * listening sockets apart, so it passes over no connection. Safe for use by any thread; whoever opened it closes it.
 */
final class ListenerCheck implements AutoCloseable {

    /** What makes the service visible, or Lull do without. */
    static final String CURE = "run Lull in the host's cgroup namespace with cgroup2 mounted (Docker: --cgroupns=host),"
            + " choose a cgroup that holds the service (EbpfOptions.cgroup), or use the strategy procfs";

    private final SocketDiagnosis diagnosis;
    private final SocketFilter listening;
    private final TargetFilter target;
    private final ServedPorts served;
    private final Attachments attachments;
    private final Consumer<DiagnosedSocket> sink = this::take;
    private final Map<Long, Integer> elsewhere = new HashMap<>();
    private final SortedSet<Integer> unserved = new TreeSet<>();
    private volatile BooleanSupplier standIn = () -> false;
    private final ConnectionSink unservedSink = new ConnectionSink() {
        @Override
        public void row(ConnectionRow row) {
            // only listeners are asked for
        }

        @Override
        public void nothingListensOn(int port) {
            unserved.add(port);
        }
    };

    private ListenerCheck(SocketDiagnosis diagnosis, TargetFilter target, Attachments attachments) {
        this.diagnosis = diagnosis;
        this.listening = SocketFilter.listeningAt(target.ports());
        this.target = target;
        this.served = new ServedPorts(target);
        this.attachments = attachments;
    }

    static ListenerCheck open(Kernel kernel, TargetFilter target, Attachments attachments) throws SystemCallException {
        return new ListenerCheck(SocketDiagnosis.open(kernel.libC()), target, attachments);
    }

    /** Says who tells whether somebody stands in for a listener at the ports. */
    void standIn(BooleanSupplier present) {
        standIn = present;
    }

    /** Looks once: why nothing follows from the count being zero, if so. */
    synchronized Optional<Reading.Unreadable> whyNotIdle(long nowNanos) throws IOException {
        Optional<String> outOfSight = whyOutOfSight();
        if (outOfSight.isPresent()) {
            return Optional.of(new Reading.Unreadable(nowNanos, outOfSight.get() + "; " + CURE));
        }
        unserved.clear();
        served.tellUnserved(unservedSink);
        return unserved.isEmpty() || standIn.getAsBoolean()
                ? Optional.empty()
                : Optional.of(Reading.Unreadable.nothingListens(nowNanos, unserved));
    }

    /** Looks once: which listener's connections the program does not see, and why, if there is one. */
    synchronized Optional<String> whyOutOfSight() throws IOException {
        served.begin();
        elsewhere.clear();
        diagnosis.dump(listening, sink);
        for (Map.Entry<Long, Integer> each : elsewhere.entrySet()) {
            if (each.getKey() == DiagnosedSocket.UNKNOWN) {
                return Optional.of("this kernel (before Linux 5.8) does not say in which cgroup the listener at port "
                        + each.getValue() + " was made, and the program on " + attachments.cgroup()
                        + " sees those of that cgroup only");
            }
            if (!attachments.cover(each.getKey())) {
                return Optional.of("the service at port " + each.getValue()
                        + " is out of sight: its listening socket was made in a cgroup that is not "
                        + attachments.cgroup()
                        + " nor below it");
            }
        }
        return Optional.empty();
    }

    private void take(DiagnosedSocket socket) {
        served.listener(socket.localPort(), socket.localHigh(), socket.localLow());
        boolean ours = target.isServedBy(socket.localPort(), socket.localHigh(), socket.localLow());
        if (ours && !attachments.coverForSure(socket.cgroupId())) {
            elsewhere.put(socket.cgroupId(), socket.localPort());
        }
    }

    @Override
    public synchronized void close() {
        diagnosis.close();
    }
}
