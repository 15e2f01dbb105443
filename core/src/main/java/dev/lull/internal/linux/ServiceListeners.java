package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The listening sockets of a service, by descriptors of our own: all that take connections to a target in this process's
 * network namespace, taken over from the processes that hold them with pidfd_getfd(2) (Linux 5.6). That asks for what
 * ptrace(2) asks for, {@code PTRACE_MODE_ATTACH_REALCREDS}: the same user or CAP_SYS_PTRACE, and Yama's leave. Whoever
 * opened this closes it; that changes nothing for the service. Not safe for use by several threads.
 */
public final class ServiceListeners implements AutoCloseable {

    /** From fork to exec takes a child a millisecond or two, and longer where the processors are busy. */
    private static final long LONGEST_START_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LibC libC;
    private final TargetFilter target;
    private final SocketTakeover takeover;
    private final Map<Long, OwnedDescriptor> byInode = new LinkedHashMap<>();

    private ServiceListeners(LibC libC, TargetFilter target) {
        this.libC = libC;
        this.target = target;
        this.takeover = new SocketTakeover(libC);
    }

    /**
     * Takes them over.
     *
     * @param libC the C library
     * @param target what is watched
     * @param processes who may hold them; those that have ended are passed over
     * @return all of them; none if nothing listens there
     * @throws UnavailableException if one of them is held by none of the processes, or may not be taken over; none is left
     *     open then
     * @throws IOException if the kernel cannot be asked just now; none is left open then
     */
    public static ServiceListeners takeOver(LibC libC, MonitorTarget.Observed target, Collection<Long> processes)
            throws IOException, UnavailableException {
        ServiceListeners listeners = new ServiceListeners(libC, new TargetFilter(target));
        try {
            Map<Long, InetSocketAddress> missing = listeners.present();
            for (long process : processes) {
                if (!missing.isEmpty()) {
                    listeners.takeOver(process, missing);
                }
            }
            if (!missing.isEmpty()) {
                String cure = "all processes that listen there must be the service's, and " + SocketTakeover.CURE;
                throw UnavailableException.lasting(listeners.inWords(missing, processes), cure);
            }
            return listeners;
        } catch (IOException | UnavailableException | RuntimeException | Error e) {
            listeners.close();
            throw e;
        }
    }

    private String inWords(Map<Long, InetSocketAddress> missing, Collection<Long> processes) {
        String which =
                "the socket that listens at " + missing.values().iterator().next();
        String failures = takeover.failures();
        return failures.isEmpty()
                ? which + " is held by none of the service's processes " + processes
                : which + " could be taken over from none of the service's processes " + processes + " (" + failures
                        + ")";
    }

    /** Returns what listens there now, by inode. */
    private Map<Long, InetSocketAddress> present() throws IOException {
        Map<Long, InetSocketAddress> found = new HashMap<>();
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(libC)) {
            diagnosis.dump(SocketFilter.listeningAt(target.ports()), socket -> {
                if (target.isServedBy(socket.localPort(), socket.localHigh(), socket.localLow())) {
                    found.put(socket.inode(), socket.local());
                }
            });
        }
        return found;
    }

    private void takeOver(long process, Map<Long, InetSocketAddress> missing) throws IOException {
        Map<Long, OwnedDescriptor> taken = takeover.from(process, missing.keySet());
        byInode.putAll(taken);
        missing.keySet().removeAll(taken.keySet());
    }

    /**
     * Returns the descriptors.
     *
     * @return an unmodifiable list; they are this object's to close
     */
    public List<OwnedDescriptor> descriptors() {
        return List.copyOf(byInode.values());
    }

    /**
     * Tells whether something listens there that did not when these were taken over.
     *
     * @return true if so
     * @throws IOException if that cannot be told
     */
    public boolean areOutdated() throws IOException {
        return !byInode.keySet().containsAll(present().keySet());
    }

    /**
     * Tells whether anybody but this object may still hold one of the sockets. If nobody does, it ends with
     * {@link #close}, and so does whoever is in its queue.
     *
     * @param processes who may hold it
     * @return false only if none of them does
     */
    public boolean areHeldBy(Collection<Long> processes) {
        for (long process : processes) {
            try {
                if (isHeldBy(process)) {
                    return true;
                }
            } catch (NoSuchFileException e) {
                assert true : "the process has ended";
            } catch (IOException e) {
                return true; // it cannot be told
            }
        }
        return false;
    }

    /**
     * Tells whether a process of this machine holds one of the sockets that is none of those given, nor this one, such as
     * a service manager that keeps it for the next start; as far as this process may see that. A child that this process
     * is starting has copies of all descriptors until it executes its program, which closes them: that is waited for.
     *
     * @param processes who may hold them, and so may whatever they started meanwhile
     * @return whether one was seen
     */
    public boolean areHeldBeside(Collection<Long> processes) {
        try {
            for (long number : SocketTakeover.processes()) {
                if (number != ProcessHandle.current().pid()
                        && !processes.contains(number)
                        && isSeenToHold(number)
                        && !isOf(processes, number)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true; // it cannot be told
        }
    }

    /** Such as a child that a server forks for a client: the list of processes is older than that. */
    private static boolean isOf(Collection<Long> processes, long process) {
        Optional<ProcessStat> each = ProcessStat.of(process);
        if (each.isEmpty()) {
            return true; // it has ended, and holds nothing any more
        }
        while (each.isPresent() && !processes.contains(each.get().parent())) {
            each = ProcessStat.of(each.get().parent());
        }
        return each.isPresent();
    }

    private boolean isSeenToHold(long process) {
        long since = System.nanoTime();
        try {
            while (isHeldBy(process)) {
                if (!isChild(process) || System.nanoTime() - since > LONGEST_START_NANOS) {
                    return true;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS); // nobody tells when it has executed its program
            }
            return false;
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    private static boolean isChild(long process) {
        long self = ProcessHandle.current().pid();
        return ProcessStat.of(process).filter(stat -> stat.parent() != self).isEmpty();
    }

    /** Tells whether a process holds one of the sockets by a descriptor that is not ours. */
    private boolean isHeldBy(long process) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(SocketTakeover.descriptorsOf(process))) {
            for (Path link : links) {
                if (byInode.containsKey(HeldSockets.inode(link)) && !isOurs(process, link)) {
                    return true;
                }
            }
            return false;
        }
    }

    private boolean isOurs(long process, Path link) {
        return process == ProcessHandle.current().pid()
                && byInode.values().stream().anyMatch(each -> link.endsWith(String.valueOf(each.number())));
    }

    @Override
    public void close() {
        byInode.values().forEach(OwnedDescriptor::close);
        byInode.clear();
    }
}
