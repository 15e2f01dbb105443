package dev.lull.internal.linux;

import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes sockets over from the processes that hold them, as descriptors of our own: pidfd_getfd(2) (Linux 5.6). That asks
 * for what ptrace(2) asks for, {@code PTRACE_MODE_ATTACH_REALCREDS}: the same user or CAP_SYS_PTRACE, and Yama's leave.
 * Not safe for use by several threads.
 */
public final class SocketTakeover {

    static final String CURE = "this one must be their user's, or have CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH";

    // The generic table's numbers, which are every architecture's (include/uapi/asm-generic/unistd.h)
    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_GETFD = 438;

    private static final Path PROC = Path.of("/proc");

    /** So many tell enough, where no process may be asked. */
    private static final int MOST_FAILURES = 3;

    private final LibC libC;
    private final List<String> failures = new ArrayList<>();

    SocketTakeover(LibC libC) {
        this.libC = libC;
    }

    /**
     * Takes one socket over from whoever holds it.
     *
     * @param libC the C library
     * @param inode the socket's inode, as sock_diag tells it
     * @param local where it listens, for messages
     * @param likely the processes to ask first; all others that this one may look into follow
     * @return its descriptor, the caller's to close: until then the socket stays open whatever its process does
     * @throws UnavailableException if none of them holds it, or it may not be taken over
     * @throws IOException if the processes cannot be listed
     */
    public static OwnedDescriptor of(LibC libC, long inode, InetSocketAddress local, Collection<Long> likely)
            throws IOException, UnavailableException {
        SocketTakeover takeover = new SocketTakeover(libC);
        Set<Long> processes = new LinkedHashSet<>(likely);
        processes.addAll(processes());
        for (long process : processes) {
            OwnedDescriptor copy = takeover.from(process, Set.of(inode)).get(inode);
            if (copy != null) {
                return copy;
            }
        }
        String which = "the socket that listens at " + local;
        String failures = takeover.failures();
        throw failures.isEmpty()
                ? UnavailableException.lasting(
                        which + " is held by no process that this one sees",
                        "run Lull in the host's process namespace; a socket of MPTCP, which Go's programs use unless"
                                + " GODEBUG=multipathtcp=0, cannot be taken over")
                : UnavailableException.lasting(
                        which + " could not be taken over (" + failures + ")", "whose process it is, " + CURE);
    }

    /** Copies those of the sockets that a process holds: none if it has ended, or if it may not be asked. */
    Map<Long, OwnedDescriptor> from(long process, Set<Long> inodes) throws IOException {
        Map<Long, OwnedDescriptor> taken = new HashMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptorsOf(process))) {
            for (Path link : links) {
                long inode = HeldSockets.inode(link);
                if (inodes.contains(inode) && !taken.containsKey(inode)) {
                    copy(process, link, inode, taken);
                }
            }
        } catch (AccessDeniedException e) {
            fail("reading " + e.getMessage() + ": EACCES");
        } catch (IOException | DirectoryIteratorException e) {
            if (Files.exists(PROC.resolve(String.valueOf(process)))) { // else it has ended
                taken.values().forEach(OwnedDescriptor::close);
                throw e instanceof IOException failure ? failure : new IOException(e);
            }
        }
        return taken;
    }

    private void fail(String what) {
        if (failures.size() < MOST_FAILURES) {
            failures.add(what);
        }
    }

    private void copy(long process, Path link, long inode, Map<Long, OwnedDescriptor> taken) {
        try {
            OwnedDescriptor copy =
                    copy(process, Integer.parseInt(link.getFileName().toString()));
            if (HeldSockets.inode(PROC.resolve("self/fd").resolve(String.valueOf(copy.number()))) == inode) {
                taken.put(inode, copy);
            } else { // closed, and the number is another file's by now
                copy.close();
            }
        } catch (SystemCallException e) {
            fail(String.valueOf(e.getMessage()));
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

    /** What went wrong so far; empty if nothing did. */
    String failures() {
        return String.join("; ", failures);
    }

    /** All processes that this one sees. */
    static List<Long> processes() throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            all.forEach(each -> found.add(Long.parseLong(each.getFileName().toString())));
        }
        return found;
    }

    static Path descriptorsOf(long process) {
        return PROC.resolve(String.valueOf(process)).resolve("fd");
    }
}
