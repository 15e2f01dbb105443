package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program that holds new connections off: it drops the SYNs with which they begin until the moment that {@link
 * SharedCounters#holdUntil} says, and the clients' kernels repeat them. It is loaded for as long as the monitor is open, so
 * that shutting the door cannot fail for lack of what loading takes, and attached only while the door is shut, by a link
 * that ends with the process. Not safe for use by several threads.
 */
public final class SynHold implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SynHold.class.getName());

    private final Kernel kernel;
    private final BpfProgram program;
    private final Path cgroup;
    private final @Nullable ListenerCgroups narrower;
    private final List<Attachment> attached = new ArrayList<>();

    private SynHold(Kernel kernel, BpfProgram program, Path cgroup, @Nullable ListenerCgroups narrower) {
        this.kernel = kernel;
        this.program = program;
        this.cgroup = cgroup;
        this.narrower = narrower;
    }

    /**
     * Takes the loaded program, attaches it for a moment, so as to know that it can be, and closes it if it cannot.
     *
     * @param narrower where to attach it rather than to that cgroup as a whole, if so
     */
    static SynHold tried(Kernel kernel, BpfProgram program, Path cgroup, @Nullable ListenerCgroups narrower)
            throws SystemCallException {
        SynHold hold = new SynHold(kernel, program, cgroup, narrower);
        try {
            hold.attachTo(List.of(cgroup));
            hold.detach();
            return hold;
        } catch (SystemCallException | RuntimeException | Error e) {
            hold.close();
            throw e;
        }
    }

    /**
     * Puts the program to work, if it is not at work.
     *
     * @throws SystemCallException if the kernel refuses, such as because somebody has removed the cgroup
     */
    public void attach() throws SystemCallException {
        if (!attached.isEmpty()) {
            return;
        }
        if (narrower != null) {
            try {
                attachTo(narrower.now());
                return;
            } catch (SystemCallException e) {
                LOG.log(Level.DEBUG, "new connections are held off in the whole of {0}: {1}", cgroup, e.getMessage());
            }
        }
        attachTo(List.of(cgroup));
    }

    private void attachTo(Collection<Path> cgroups) throws SystemCallException {
        try {
            for (Path each : cgroups) {
                try (OwnedDescriptor directory = Attachment.openCgroup(kernel, each)) {
                    attached.add(Attachment.byLink(kernel, program, directory));
                }
            }
        } catch (SystemCallException | RuntimeException | Error e) {
            detach();
            throw e;
        }
    }

    /**
     * Tells whether it is still at work.
     *
     * @return false if it was never attached, or somebody else has detached it
     * @throws SystemCallException if the kernel does not tell
     */
    public boolean isInPlace() throws SystemCallException {
        for (Attachment each : attached) {
            if (!each.isInPlace()) {
                return false;
            }
        }
        return !attached.isEmpty();
    }

    /** The program, for a test that runs it on packets of its own. */
    BpfProgram program() {
        return program;
    }

    /** Takes the program off. Idempotent. */
    public void detach() {
        attached.forEach(Attachment::close);
        attached.clear();
    }

    @Override
    public void close() {
        detach();
        program.close();
    }
}
