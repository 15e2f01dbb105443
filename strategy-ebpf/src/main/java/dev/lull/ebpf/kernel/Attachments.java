package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The programs at work on one cgroup, which can be put back when somebody has taken them off. Safe for use by any thread;
 * whoever attached them closes this.
 */
public final class Attachments implements AutoCloseable {

    private final Kernel kernel;
    private final boolean ownerlessAllowed;
    private final List<BpfProgram> programs;
    private final Path cgroup;
    private final List<Attachment> attached = new ArrayList<>();
    private @Nullable OwnedDescriptor directory;
    private CgroupScope scope;
    private boolean closed;

    private Attachments(Kernel kernel, boolean ownerlessAllowed, List<BpfProgram> programs, Path cgroup)
            throws IOException, UnavailableException {
        this.kernel = kernel;
        this.ownerlessAllowed = ownerlessAllowed;
        this.programs = List.copyOf(programs);
        this.cgroup = cgroup;
        this.scope = attachAll();
    }

    /** Attaches the programs to the first of the cgroups that lets itself be watched. */
    static Attachments toFirst(
            Kernel kernel,
            boolean ownerlessAllowed,
            List<BpfProgram> programs,
            List<Path> cgroups,
            RefusalDiagnosis diagnosis)
            throws IOException, UnavailableException {
        UnavailableException first = null;
        for (Path candidate : cgroups) {
            try {
                return new Attachments(kernel, ownerlessAllowed, programs, candidate);
            } catch (SystemCallException e) {
                first = first == null ? diagnosis.ofAttaching(e, candidate) : first;
            }
        }
        throw Objects.requireNonNull(first, "no cgroup to attach to");
    }

    private CgroupScope attachAll() throws IOException, UnavailableException {
        OwnedDescriptor opened = Attachment.openCgroup(kernel, cgroup);
        directory = opened;
        try {
            for (BpfProgram program : programs) {
                attached.add(attach(program, opened));
            }
        } catch (SystemCallException | UnavailableException | RuntimeException e) {
            detach();
            throw e;
        }
        return CgroupScope.of(cgroup);
    }

    private Attachment attach(BpfProgram program, OwnedDescriptor opened)
            throws SystemCallException, UnavailableException {
        try {
            return Attachment.byLink(kernel, program, opened);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            if (ownerlessAllowed) {
                return Attachment.withoutOwner(kernel, program, opened);
            }
            throw UnavailableException.lasting(
                    e.getMessage() + ": this kernel has no links, which end with the process",
                    "use Linux 5.7 or newer, or allow an attachment that a kill -9 leaves behind"
                            + " (EbpfOptions.allowOwnerlessAttachment)",
                    e);
        }
    }

    /**
     * Returns where the programs are attached.
     *
     * @return the cgroup's directory
     */
    public Path cgroup() {
        return cgroup;
    }

    /**
     * Tells whether the programs are called for every socket of the machine.
     *
     * @return false if for those of one cgroup
     */
    public synchronized boolean coverTheMachine() {
        return scope.wholeMachine();
    }

    /**
     * Tells whether the programs are called for sockets that were made in a cgroup.
     *
     * @param cgroupNumber the cgroup, by the inode of its directory
     * @return whether it is the one attached to, or below it
     * @throws IOException if the cgroups cannot be walked over
     */
    public synchronized boolean cover(long cgroupNumber) throws IOException {
        return scope.includes(cgroupNumber);
    }

    /**
     * Tells whether {@link #cover} is known to be true, without looking.
     *
     * @param cgroupNumber the cgroup, by the inode of its directory
     * @return false if it has to be looked up
     */
    public synchronized boolean coverForSure(long cgroupNumber) {
        return scope.isKnown(cgroupNumber);
    }

    /**
     * Tells whether all programs are still where they were attached: it takes a system call for each.
     *
     * @return false if somebody took one off, or this is closed
     * @throws SystemCallException if the kernel refuses
     */
    public synchronized boolean areInPlace() throws SystemCallException {
        for (Attachment attachment : attached) {
            if (!attachment.isInPlace()) {
                return false;
            }
        }
        return !closed && attached.size() == programs.size();
    }

    /**
     * Attaches the programs anew. What opened and closed meanwhile was not seen.
     *
     * @throws IOException if that fails, or this is closed
     */
    public synchronized void renew() throws IOException {
        if (closed) {
            throw new IOException("the programs on " + cgroup + " are closed");
        }
        detach();
        try {
            scope = attachAll();
        } catch (UnavailableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void detach() {
        attached.forEach(Attachment::close);
        attached.clear();
        if (directory != null) {
            directory.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        detach();
    }
}
