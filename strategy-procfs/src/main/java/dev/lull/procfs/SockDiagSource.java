package dev.lull.procfs;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.NetworkNamespace;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TargetSockets;
import dev.lull.internal.linux.TcpState;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnavailableException;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The source sock_diag: the kernel picks the ports' sockets out of its table and says of each what it carried and when.
 * For another process's network namespace the netlink socket is opened inside it, by setns(2) on a thread of its own;
 * where that is not permitted this source is unavailable and the files take its place.
 */
final class SockDiagSource implements ConnectionSource {

    private static final Set<Integer> PASSING =
            Set.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS, Errno.EAGAIN);

    private final SocketDiagnosis diagnosis;
    private final TargetSockets sockets;
    private final SocketFilter wanted;
    private final String description;

    private SockDiagSource(SocketDiagnosis diagnosis, TargetFilter filter, String description) {
        this.diagnosis = diagnosis;
        this.sockets = new TargetSockets(filter);
        this.wanted = SocketFilter.openOn(filter.ports()).inStates(TcpState.OPEN_MASK | 1 << TcpState.LISTEN);
        this.description = description;
    }

    static SockDiagSource open(ProcfsOptions options, TargetFilter filter, String because) throws UnavailableException {
        String cure = "run on Linux with sock_diag (modules inet_diag and tcp_diag)";
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw UnavailableException.lasting("only Linux has it", cure);
        }
        try {
            LibC libC = SystemCalls.load();
            String whose = options.pid().isPresent()
                    ? ", network namespace of process " + options.pid().getAsLong()
                    : "";
            return new SockDiagSource(open(libC, options), filter, SourceKind.SOCK_DIAG.label() + whose + because);
        } catch (NativeAccessException e) {
            throw UnavailableException.lasting(String.valueOf(e.getMessage()), e.cure(), e);
        } catch (LinkageError e) {
            throw UnavailableException.lasting("jnr-ffi cannot be loaded: " + e, "put jnr-ffi on the class path", e);
        } catch (SystemCallException e) {
            throw of(e, cure);
        } catch (IOException e) {
            throw UnavailableException.lasting(String.valueOf(e.getMessage()), cure, e);
        }
    }

    private static SocketDiagnosis open(LibC libC, ProcfsOptions options) throws IOException {
        if (options.pid().isEmpty()) {
            return SocketDiagnosis.open(libC);
        }
        Path namespace =
                namespace(options.procRoot(), String.valueOf(options.pid().getAsLong()));
        // Where it is the own one there is nothing to enter, and so no privilege needed.
        return isOwn(options.procRoot(), namespace)
                ? SocketDiagnosis.open(libC)
                : NetworkNamespace.inside(libC, namespace, () -> SocketDiagnosis.open(libC));
    }

    private static boolean isOwn(Path procRoot, Path namespace) throws IOException {
        Path own = namespace(procRoot, "thread-self");
        return Files.isReadable(namespace)
                && Files.isReadable(own)
                && Files.readSymbolicLink(namespace).equals(Files.readSymbolicLink(own));
    }

    private static Path namespace(Path procRoot, String process) {
        return procRoot.resolve(process).resolve("ns").resolve("net");
    }

    private static UnavailableException of(SystemCallException e, String otherwise) {
        String reason = String.valueOf(e.getMessage());
        if (PASSING.contains(e.errno())) {
            return UnavailableException.passing(reason, "raise the limit that is reached (ulimit -n)", e);
        }
        boolean forbidden = e.errno() == Errno.EPERM || e.errno() == Errno.EACCES;
        String cure = forbidden
                ? "permit it (setns wants CAP_SYS_ADMIN; a socket is refused by seccomp or an LSM)"
                : otherwise;
        return UnavailableException.lasting(reason, cure, e);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        sockets.begin();
        try {
            diagnosis.dump(wanted, socket -> sockets.take(socket, sink));
        } catch (IOException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
        sockets.end(sink);
    }

    /** A dump goes on by position within a hash chain, so one socket's end can hide another. */
    @Override
    public boolean mayMissConnections() {
        return true;
    }

    @Override
    public void close() {
        diagnosis.close();
    }
}
