package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The program that holds new connections off: it drops the SYNs with which they begin until the moment that {@link
 * SharedCounters#holdUntil} says, and the clients' kernels repeat them. It is loaded for as long as the monitor is open, so
 * that shutting the door cannot fail for lack of what loading takes, and attached only while the door is shut, by a link
 * that ends with the process. Not safe for use by several threads.
 */
public final class SynHold implements AutoCloseable {

    private final Kernel kernel;
    private final BpfProgram program;
    private final Path cgroup;
    private @Nullable Attachment attachment;

    private SynHold(Kernel kernel, BpfProgram program, Path cgroup) {
        this.kernel = kernel;
        this.program = program;
        this.cgroup = cgroup;
    }

    /** Takes the loaded program, attaches it for a moment, so as to know that it can be, and closes it if it cannot. */
    static SynHold tried(Kernel kernel, BpfProgram program, Path cgroup) throws SystemCallException {
        SynHold hold = new SynHold(kernel, program, cgroup);
        try {
            hold.attach();
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
        if (attachment == null) {
            try (OwnedDescriptor directory = Attachment.openCgroup(kernel, cgroup)) {
                attachment = Attachment.byLink(kernel, program, directory);
            }
        }
    }

    /**
     * Tells whether it is still at work.
     *
     * @return false if it was never attached, or somebody else has detached it
     * @throws SystemCallException if the kernel does not tell
     */
    public boolean isInPlace() throws SystemCallException {
        return attachment != null && attachment.isInPlace();
    }

    /** The program, for a test that runs it on packets of its own. */
    BpfProgram program() {
        return program;
    }

    /** Takes the program off. Idempotent. */
    public void detach() {
        if (attachment != null) {
            attachment.close();
            attachment = null;
        }
    }

    @Override
    public void close() {
        detach();
        program.close();
    }
}
