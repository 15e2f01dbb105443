package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.Errno;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Loads the programs of one monitor into the kernel that is here: what an older one does not know is taken out of a
 * program where the rest still makes sense.
 */
final class ProgramLoader {

    // enum bpf_func_id
    private static final int HELPER_NETNS_COOKIE = 122;
    private static final int HELPER_RINGBUF_OUTPUT = 130;

    /** For a kernel without ring buffers: every record is a lost one. */
    private static final int NOT_SENT = -1;

    /** What {@code is_knock} of lull.bpf.c takes for "this kernel cannot tell". */
    private static final int NOT_TOLD = 0;

    /** ENOTSUPP, which user space has no name for: the processor's compiler in the kernel knows no such instruction. */
    static final int NOT_SUPPORTED = 524;

    private final Kernel kernel;
    private final ObjectFile object;
    private final Map<String, MapUse> names;
    private final boolean hasRingBuffer;

    /**
     * Loads nothing yet.
     *
     * @param names the maps by the names that the programs give them
     * @param hasRingBuffer whether one of them is a ring buffer
     */
    ProgramLoader(Kernel kernel, ObjectFile object, Map<String, MapUse> names, boolean hasRingBuffer) {
        this.kernel = kernel;
        this.object = object;
        this.names = Map.copyOf(names);
        this.hasRingBuffer = hasRingBuffer;
    }

    /**
     * A loaded program.
     *
     * @param tellsNamespacesApart whether it asks for the network namespace
     */
    record Loaded(BpfProgram program, boolean tellsNamespacesApart) {}

    /**
     * Loads the program that sees connections open and change state.
     *
     * @param namespaces whether it is to tell network namespaces apart; before Linux 5.15 sockops programs cannot
     * @param beforeDoingWithout called before it is loaded as one that does not
     */
    Loaded watch(boolean namespaces, Preparation beforeDoingWithout) throws IOException, DamagedObjectException {
        ProgramCode code = code(ProgramKind.WATCH);
        ProgramRejectedException rejected = null;
        if (namespaces) {
            try {
                return new Loaded(BpfProgram.load(kernel, ProgramKind.WATCH, code.bind(names)), true);
            } catch (ProgramRejectedException e) {
                rejected = passUnknown(e);
            }
        }
        beforeDoingWithout.run();
        try {
            return new Loaded(loadFetchingOrNot(ProgramKind.WATCH, code.without(HELPER_NETNS_COOKIE, NOT_TOLD)), false);
        } catch (ProgramRejectedException e) {
            throw rejected == null ? e : rejected;
        }
    }

    /** What the loader's caller does in between. */
    @FunctionalInterface
    interface Preparation {
        void run() throws IOException;
    }

    /** Loads the program that sees sockets let go of; empty before Linux 5.9. */
    Optional<BpfProgram> release() throws IOException, DamagedObjectException {
        try {
            return Optional.of(loadFetchingOrNot(ProgramKind.RELEASE, code(ProgramKind.RELEASE)));
        } catch (ProgramRejectedException e) {
            passUnknown(e);
            return Optional.empty();
        }
    }

    /**
     * Loads the program that holds new connections off. Programs of its kind learned of network namespaces years after
     * those that watch.
     */
    Loaded hold(boolean namespaces) throws IOException, DamagedObjectException {
        ProgramCode code = code(ProgramKind.HOLD);
        if (namespaces) {
            try {
                return new Loaded(BpfProgram.load(kernel, ProgramKind.HOLD, code.bind(names)), true);
            } catch (ProgramRejectedException e) {
                passUnknown(e);
            }
        }
        ProgramCode without = code.without(HELPER_NETNS_COOKIE, NOT_TOLD);
        return new Loaded(BpfProgram.load(kernel, ProgramKind.HOLD, without.bind(names)), false);
    }

    /** Loads the program that steers new connections (Linux 5.9). */
    BpfProgram steer() throws IOException, DamagedObjectException {
        return BpfProgram.load(
                kernel, ProgramKind.STEER, code(ProgramKind.STEER).bind(names));
    }

    /** The instructions of the iterator that asks for the changes of state of earlier connections. */
    byte[] followInstructions() throws DamagedObjectException {
        return object.program(ProgramKind.FOLLOW.section()).bind(names);
    }

    private BpfProgram loadFetchingOrNot(ProgramKind kind, ProgramCode code)
            throws IOException, DamagedObjectException {
        try {
            return BpfProgram.load(kernel, kind, code.bind(names));
        } catch (ProgramRejectedException e) {
            passUnknown(e);
            return BpfProgram.load(kernel, kind, code.withoutFetching().bind(names));
        }
    }

    private ProgramCode code(ProgramKind kind) throws DamagedObjectException {
        ProgramCode code = object.program(kind.section());
        return hasRingBuffer ? code : code.without(HELPER_RINGBUF_OUTPUT, NOT_SENT);
    }

    /** Goes on where the kernel may only lack something, which an older form of the program does without. */
    private static ProgramRejectedException passUnknown(ProgramRejectedException rejected)
            throws ProgramRejectedException {
        if (rejected.errno() != Errno.EINVAL && rejected.errno() != NOT_SUPPORTED) {
            throw rejected;
        }
        return rejected;
    }
}
