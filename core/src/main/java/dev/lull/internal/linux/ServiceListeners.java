package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The listening sockets of a service, by descriptors of our own: all that take connections to a target in this process's
 * network namespace, taken over from the processes that hold them with pidfd_getfd(2) (Linux 5.6). That asks for what
 * ptrace(2) asks for, {@code PTRACE_MODE_ATTACH_REALCREDS}: the same user or CAP_SYS_PTRACE, and Yama's leave. Whoever
 * opened this closes it; that changes nothing for the service. Not safe for use by several threads.
 */
public final class ServiceListeners implements AutoCloseable {

    // The generic table's numbers, which are every architecture's (include/uapi/asm-generic/unistd.h)
    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_GETFD = 438;

    private final LibC libC;
    private final TargetFilter target;
    private final List<OwnedDescriptor> descriptors = new ArrayList<>();
    private final Set<Long> inodes = new HashSet<>();

    private ServiceListeners(LibC libC, TargetFilter target) {
        this.libC = libC;
        this.target = target;
    }

    /**
     * Takes them over.
     *
     * @param libC the C library
     * @param target what is watched
     * @param processes who may hold them
     * @return all of them; none if nothing listens there
     * @throws IOException if one of them is held by none of the processes, or cannot be taken over; none is left open then
     */
    public static ServiceListeners takeOver(LibC libC, MonitorTarget.Observed target, Collection<Long> processes)
            throws IOException {
        ServiceListeners listeners = new ServiceListeners(libC, new TargetFilter(target));
        try {
            Set<Long> missing = listeners.present();
            for (long process : processes) {
                if (!missing.isEmpty()) {
                    listeners.takeOver(process, missing);
                }
            }
            if (!missing.isEmpty()) {
                throw new IOException("a socket that listens at port " + target.ports()
                        + " is held by none of the service's processes " + processes);
            }
            return listeners;
        } catch (IOException | RuntimeException | Error e) {
            listeners.close();
            throw e;
        }
    }

    /** Returns the inodes of what listens there now. */
    private Set<Long> present() throws IOException {
        Set<Long> found = new HashSet<>();
        SocketFilter listening = SocketFilter.openOn(target.ports())
                .inStates(1 << TcpState.LISTEN)
                .unmeasured();
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(libC)) {
            diagnosis.dump(listening, socket -> {
                if (target.hasPort(socket.localPort()) && target.isServedAt(socket.localHigh(), socket.localLow())) {
                    found.add(socket.inode());
                }
            });
        }
        return found;
    }

    private void takeOver(long process, Set<Long> missing) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc", String.valueOf(process), "fd"))) {
            for (Path link : links) {
                long inode = inode(link);
                if (missing.contains(inode)) {
                    descriptors.add(
                            copy(process, Integer.parseInt(link.getFileName().toString())));
                    inodes.add(inode);
                    missing.remove(inode);
                }
            }
        }
    }

    /** The inode of a socket, as proc_pid_fd(5) shows it; -1 for anything else, or for what has gone meanwhile. */
    private static long inode(Path link) {
        try {
            String name = Files.readSymbolicLink(link).toString();
            return name.startsWith("socket:[") ? Long.parseLong(name, 8, name.length() - 1, 10) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private OwnedDescriptor copy(long process, int number) throws SystemCallException {
        String what = "descriptor " + number + " of process " + process;
        int pidfd = (int) SystemCalls.check(
                libC.syscall(PIDFD_OPEN, Math.toIntExact(process), 0, 0), "pidfd_open(" + process + ")");
        try (OwnedDescriptor owner = new OwnedDescriptor(libC, pidfd, "process " + process)) {
            int copied = (int)
                    SystemCalls.check(libC.syscall(PIDFD_GETFD, owner.number(), number, 0), "pidfd_getfd of " + what);
            return new OwnedDescriptor(libC, copied, what);
        }
    }

    /**
     * Returns the descriptors.
     *
     * @return an unmodifiable list; they are this object's to close
     */
    public List<OwnedDescriptor> descriptors() {
        return List.copyOf(descriptors);
    }

    /**
     * Tells whether something listens there that did not when these were taken over.
     *
     * @return true if so
     * @throws IOException if that cannot be told
     */
    public boolean areOutdated() throws IOException {
        return !inodes.containsAll(present());
    }

    @Override
    public void close() {
        descriptors.forEach(OwnedDescriptor::close);
        descriptors.clear();
    }
}
