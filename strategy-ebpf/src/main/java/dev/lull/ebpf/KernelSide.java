package dev.lull.ebpf;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that one monitor has in the kernel: its maps, its programs, and their attachments to a cgroup. What an older kernel
 * lacks is left out where the rest still makes sense. The process's end, however it comes, ends all of it.
 */
final class KernelSide implements AutoCloseable {

    // enum bpf_func_id
    private static final int HELPER_NETNS_COOKIE = 122;
    private static final int HELPER_RINGBUF_OUTPUT = 130;

    /** No O_DIRECTORY: its number differs from one processor to another (arm64 has O_DIRECT in the place of x86-64's). */
    private static final int O_CLOEXEC = 0x80000;

    private final Kernel kernel;
    private final ObjectFile object;
    private final Diagnosis diagnosis;
    private final EbpfOptions options;
    private final CloseStack attachmentsAndPrograms = new CloseStack();
    private final CloseStack maps = new CloseStack();
    private final List<Attachment> attachments = new ArrayList<>();
    private final Map<String, MapUse> names = new HashMap<>();

    private @Nullable BpfMap live;
    private @Nullable BpfMap configMap;
    private @Nullable BpfMap events;
    private @Nullable SharedCounters counters;
    private @Nullable BpfProgram watch;
    private @Nullable BpfProgram release;
    private @Nullable Path cgroup;
    private boolean knowsNamespaces;

    private KernelSide(Kernel kernel, ObjectFile object, Diagnosis diagnosis, EbpfOptions options) {
        this.kernel = kernel;
        this.object = object;
        this.diagnosis = diagnosis;
        this.options = options;
    }

    /** Opens everything, or nothing. The first of the cgroups that lets itself be watched is taken. */
    static KernelSide open(
            Kernel kernel,
            ObjectFile object,
            WatchConfig config,
            List<Path> cgroups,
            EbpfOptions options,
            Diagnosis diagnosis)
            throws Refusal {
        KernelSide opened = new KernelSide(kernel, object, diagnosis, options);
        try {
            opened.makeMaps(config);
            opened.loadPrograms(config);
            opened.attachToFirst(cgroups);
            return opened;
        } catch (Refusal | RuntimeException | Error e) {
            opened.close();
            throw e;
        } catch (IOException e) {
            opened.close();
            throw diagnosis.ofLoading(e);
        } catch (DamagedObjectException e) {
            opened.close();
            throw Refusal.lasting(String.valueOf(e.getMessage()), "take another copy of the jar", e);
        }
    }

    private void makeMaps(WatchConfig config) throws Refusal, SystemCallException {
        live = own(BpfMap.create(kernel, MapShape.live()));
        BpfMap shared = own(makeShared());
        SharedCounters mapped = SharedCounters.map(kernel, shared);
        maps.add(mapped::giveBack);
        counters = mapped;
        configMap = own(BpfMap.create(kernel, MapShape.config()));
        put(config);
        events = makeEvents();
        names.put("live", live.itself());
        names.put("shared", shared.value());
        names.put("config", configMap().value());
        if (events != null) {
            names.put("events", events.itself());
        }
    }

    private void put(WatchConfig config) throws SystemCallException {
        configMap().put(NativeMemory.allocate(Integer.BYTES), config.toBytes());
    }

    private BpfMap configMap() {
        return Objects.requireNonNull(configMap);
    }

    private BpfMap makeShared() throws Refusal, SystemCallException {
        try {
            return BpfMap.create(kernel, MapShape.shared());
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EINVAL) {
                throw Refusal.lasting(
                        e.getMessage() + ": this kernel maps no counters into a process (BPF_F_MMAPABLE)",
                        "use Linux 5.5 or newer",
                        e);
            }
            throw e;
        }
    }

    /** The ring buffer, or null before Linux 5.8. */
    private @Nullable BpfMap makeEvents() throws SystemCallException {
        try {
            return own(BpfMap.create(kernel, MapShape.events(RingBuffer.bytes(kernel))));
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EINVAL) {
                return null;
            }
            throw e;
        }
    }

    private BpfMap own(BpfMap map) {
        maps.add(map::close);
        return map;
    }

    private void loadPrograms(WatchConfig config) throws IOException, DamagedObjectException {
        watch = loadWatch(config);
        attachmentsAndPrograms.add(watch::close);
        release = loadRelease();
        if (release != null) {
            attachmentsAndPrograms.add(release::close);
        }
    }

    private BpfProgram loadWatch(WatchConfig config) throws IOException, DamagedObjectException {
        ProgramCode code = code(ProgramKind.WATCH);
        ProgramRejectedException rejected = null;
        if (config.namespaceCookie().isPresent()) {
            try {
                BpfProgram loaded = BpfProgram.load(kernel, ProgramKind.WATCH, code.bind(names));
                knowsNamespaces = true;
                return loaded;
            } catch (ProgramRejectedException e) {
                if (e.errno() != Errno.EINVAL) {
                    throw e;
                }
                rejected = e; // before Linux 5.15 sockops programs cannot ask for the namespace
            }
        }
        put(new WatchConfig(config.ports(), config.localAddress(), OptionalLong.empty()));
        try {
            return BpfProgram.load(
                    kernel, ProgramKind.WATCH, code.without(HELPER_NETNS_COOKIE).bind(names));
        } catch (ProgramRejectedException e) {
            throw rejected == null ? e : rejected;
        }
    }

    /** The program that sees sockets let go of, or null before Linux 5.9. */
    private @Nullable BpfProgram loadRelease() throws IOException, DamagedObjectException {
        try {
            return BpfProgram.load(
                    kernel, ProgramKind.RELEASE, code(ProgramKind.RELEASE).bind(names));
        } catch (ProgramRejectedException e) {
            if (e.errno() == Errno.EINVAL) {
                return null;
            }
            throw e;
        }
    }

    private ProgramCode code(ProgramKind kind) throws DamagedObjectException {
        ProgramCode code = object.program(kind.section());
        return events == null ? code.without(HELPER_RINGBUF_OUTPUT) : code;
    }

    private void attachToFirst(List<Path> cgroups) throws Refusal {
        Refusal first = null;
        for (Path candidate : cgroups) {
            try {
                attachTo(candidate);
                cgroup = candidate;
                return;
            } catch (SystemCallException e) {
                first = first == null ? diagnosis.ofAttaching(e, candidate) : first;
            }
        }
        throw Objects.requireNonNull(first, "no cgroup to attach to");
    }

    private void attachTo(Path directory) throws SystemCallException, Refusal {
        // With "/." behind it only a directory can be opened.
        int number = SystemCalls.check(kernel.libC().open(directory + "/.", O_CLOEXEC), "open(" + directory + ")");
        CloseStack opened = new CloseStack();
        OwnedDescriptor descriptor = new OwnedDescriptor(kernel.libC(), number, directory.toString());
        opened.add(descriptor::close);
        try {
            for (BpfProgram program : release == null ? List.of(watch()) : List.of(watch(), release)) {
                Attachment attachment = attach(program, descriptor);
                opened.add(attachment::close);
                attachments.add(attachment);
            }
            attachmentsAndPrograms.add(opened::close);
        } catch (SystemCallException | Refusal | RuntimeException e) {
            attachments.clear();
            opened.close();
            throw e;
        }
    }

    private Attachment attach(BpfProgram program, OwnedDescriptor directory) throws SystemCallException, Refusal {
        try {
            return Attachment.byLink(kernel, program, directory);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            if (options.ownerlessAttachment()) {
                return Attachment.withoutOwner(kernel, program, directory);
            }
            throw Refusal.lasting(
                    e.getMessage() + ": this kernel has no links, which end with the process",
                    "use Linux 5.7 or newer, or allow an attachment that a kill -9 leaves behind"
                            + " (EbpfOptions.allowOwnerlessAttachment)",
                    e);
        }
    }

    Kernel kernel() {
        return kernel;
    }

    BpfMap live() {
        return Objects.requireNonNull(live);
    }

    SharedCounters counters() {
        return Objects.requireNonNull(counters);
    }

    private BpfProgram watch() {
        return Objects.requireNonNull(watch);
    }

    Optional<BpfMap> events() {
        return Optional.ofNullable(events);
    }

    /** The instructions of the iterator that asks for the changes of state of earlier connections. */
    byte[] followInstructions() throws DamagedObjectException {
        return object.program(ProgramKind.FOLLOW.section()).bind(names);
    }

    /** Whether all programs are still attached. */
    boolean isInPlace() throws SystemCallException {
        for (Attachment attachment : attachments) {
            if (!attachment.isInPlace()) {
                return false;
            }
        }
        return true;
    }

    String description() {
        return "sockops program on " + cgroup
                + (knowsNamespaces ? "" : "; this kernel (before 5.15) cannot tell network namespaces apart")
                + (release == null ? "; this kernel (before 5.9) does not tell when a process lets go of a socket" : "")
                + (events == null ? "; this kernel (before 5.8) has no ring buffer, so its counters are polled" : "");
    }

    /** Takes the programs off, so that nothing is counted any more. Idempotent. */
    void detach() {
        attachmentsAndPrograms.close();
    }

    @Override
    public void close() {
        detach();
        maps.close();
    }
}
