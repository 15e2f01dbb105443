package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that one monitor has in the kernel: its maps, its programs, and their attachments to a cgroup. What an older kernel
 * lacks is left out where the rest still makes sense. The process's end, however it comes, ends all of it.
 */
public final class KernelSide implements AutoCloseable {

    private final Kernel kernel;
    private final ObjectFile object;
    private final RefusalDiagnosis diagnosis;
    private final boolean ownerlessAllowed;
    private final CloseStack programs = new CloseStack();
    private final CloseStack maps = new CloseStack();
    private final Map<String, MapUse> names = new HashMap<>();
    private final List<TargetFilter> behind = new CopyOnWriteArrayList<>();

    private @Nullable LiveConnections live;
    private @Nullable BpfMap configMap;
    private @Nullable BpfMap events;
    private @Nullable SharedCounters counters;
    private @Nullable ProgramLoader loader;
    private @Nullable Attachments attachments;
    private @Nullable SynHold synHold;
    private boolean knowsNamespaces;
    private boolean seesRelease;
    private String ofTheDoor = "";

    private KernelSide(Kernel kernel, ObjectFile object, RefusalDiagnosis diagnosis, boolean ownerlessAllowed) {
        this.kernel = kernel;
        this.object = object;
        this.diagnosis = diagnosis;
        this.ownerlessAllowed = ownerlessAllowed;
    }

    /**
     * Loads the programs of this jar, or nothing. The first of the cgroups that lets itself be watched is taken.
     *
     * @param kernel the way to the kernel
     * @param config which connections to watch
     * @param cgroups where to attach, in order of preference; at least one
     * @param ownerlessAllowed whether an attachment may be made that a kill -9 leaves behind
     * @param diagnosis explains what the kernel refuses
     * @return the kernel's side; the caller closes it
     * @throws UnavailableException if that does not work here; nothing is left open then
     */
    public static KernelSide open(
            Kernel kernel, WatchConfig config, List<Path> cgroups, boolean ownerlessAllowed, RefusalDiagnosis diagnosis)
            throws UnavailableException {
        try {
            return open(kernel, ObjectFile.bundled(), config, cgroups, ownerlessAllowed, diagnosis);
        } catch (DamagedObjectException e) {
            throw damaged(e);
        }
    }

    private static UnavailableException damaged(DamagedObjectException e) {
        return UnavailableException.lasting(String.valueOf(e.getMessage()), "take another copy of the jar", e);
    }

    /** Loads the programs of an object. */
    static KernelSide open(
            Kernel kernel,
            ObjectFile object,
            WatchConfig config,
            List<Path> cgroups,
            boolean ownerlessAllowed,
            RefusalDiagnosis diagnosis)
            throws UnavailableException, DamagedObjectException {
        KernelSide opened = new KernelSide(kernel, object, diagnosis, ownerlessAllowed);
        try {
            opened.makeMaps(config);
            opened.attach(opened.loadPrograms(config), cgroups);
            opened.tryToHold(config);
            return opened;
        } catch (UnavailableException | DamagedObjectException | RuntimeException | Error e) {
            opened.close();
            throw e;
        } catch (IOException e) {
            opened.close();
            throw diagnosis.ofLoading(e);
        }
    }

    private void makeMaps(WatchConfig config) throws UnavailableException, SystemCallException {
        BpfMap liveMap = own(BpfMap.create(kernel, MapShape.live()));
        live = new LiveConnections(kernel, liveMap);
        BpfMap shared = own(makeShared());
        SharedCounters mapped = SharedCounters.map(kernel, shared);
        maps.add(mapped::giveBack);
        counters = mapped;
        configMap = own(BpfMap.create(kernel, MapShape.config()));
        put(config);
        events = makeEvents();
        names.put("live", liveMap.itself());
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

    private BpfMap makeShared() throws UnavailableException, SystemCallException {
        try {
            return BpfMap.create(kernel, MapShape.shared());
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EINVAL) {
                throw UnavailableException.lasting(
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

    private List<BpfProgram> loadPrograms(WatchConfig config) throws IOException, DamagedObjectException {
        ProgramLoader loading = new ProgramLoader(kernel, object, names, events != null);
        loader = loading;
        ProgramLoader.Loaded watch = loading.watch(
                config.namespaceCookie().isPresent(),
                () -> put(new WatchConfig(config.ports(), config.localAddress(), OptionalLong.empty())));
        programs.add(watch.program()::close);
        knowsNamespaces = watch.tellsNamespacesApart();
        Optional<BpfProgram> release = loading.release();
        release.ifPresent(loaded -> programs.add(loaded::close));
        seesRelease = release.isPresent();
        return Stream.concat(Stream.of(watch.program()), release.stream()).toList();
    }

    private void attach(List<BpfProgram> loaded, List<Path> cgroups) throws IOException, UnavailableException {
        attachments = Attachments.toFirst(kernel, ownerlessAllowed, loaded, cgroups, diagnosis);
    }

    /** Watching works without it, so whatever the kernel says against it is only told. */
    private void tryToHold(WatchConfig config) throws DamagedObjectException {
        Path cgroup = attachments().cgroup();
        try {
            ProgramLoader.Loaded hold =
                    Objects.requireNonNull(loader).hold(config.namespaceCookie().isPresent());
            ListenerCgroups narrower =
                    hold.tellsNamespacesApart() ? null : new ListenerCgroups(kernel, config, behind, cgroup);
            SynHold tried = SynHold.tried(kernel, hold.program(), cgroup, narrower);
            programs.add(tried::close);
            synHold = tried;
            if (!hold.tellsNamespacesApart()) {
                ofTheDoor = "; holds the door in the cgroups of the listeners, as this kernel cannot tell network"
                        + " namespaces apart there";
            }
        } catch (SystemCallException e) {
            ofTheDoor = "; cannot hold the door: "
                    + diagnosis.ofAttaching(e, cgroup).reason();
        } catch (IOException e) {
            ofTheDoor = "; cannot hold the door: " + diagnosis.ofLoading(e).reason();
        }
    }

    /**
     * Returns the way to the kernel.
     *
     * @return the one that this was opened with
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * Returns the open connections as the program keeps them.
     *
     * @return valid until this is closed
     */
    public LiveConnections live() {
        return Objects.requireNonNull(live);
    }

    /**
     * Returns the memory in which the program counts.
     *
     * @return the share of this, which goes back when this is closed
     */
    public SharedCounters counters() {
        return Objects.requireNonNull(counters);
    }

    /**
     * Returns the programs at work.
     *
     * @return valid until this is closed
     */
    public Attachments attachments() {
        return Objects.requireNonNull(attachments);
    }

    /**
     * Returns what holds new connections off, where the kernel allows it; {@link #description} says why it does not.
     *
     * @return valid until this is closed
     */
    public Optional<SynHold> synHold() {
        return Optional.ofNullable(synHold);
    }

    /**
     * Maps the ring buffer that the program sends its records to.
     *
     * @return what reads it, for the caller to close before this; empty before Linux 5.8
     * @throws SystemCallException if the kernel refuses
     */
    public Optional<RingBuffer> mapEvents() throws SystemCallException {
        return events == null ? Optional.empty() : Optional.of(RingBuffer.map(kernel, events));
    }

    /**
     * Begins to steer the watched connections, of this thread's network namespace, to sockets that are still to be named.
     *
     * @param mostBlocks how many blocks of peers may be refused
     * @param services where the sockets will listen
     * @return the caller closes it, before this
     * @throws UnavailableException if the kernel does not let it; nothing is left open then
     */
    public Steering steer(int mostBlocks, List<TargetFilter> services) throws UnavailableException {
        behind.addAll(services);
        return steer(mostBlocks, Optional.empty());
    }

    /**
     * Begins to steer the connections to one address, or to all, of those that are watched or of others.
     *
     * @param which whose, of this thread's network namespace
     * @return the caller closes it, before this
     * @throws UnavailableException if the kernel does not let it; nothing is left open then
     */
    public Steering steer(WatchConfig which) throws UnavailableException {
        return steer(0, Optional.of(which));
    }

    private Steering steer(int mostBlocks, Optional<WatchConfig> instead) throws UnavailableException {
        try {
            return Steering.begin(kernel, object, names, mostBlocks, instead);
        } catch (DamagedObjectException e) {
            throw damaged(e);
        } catch (IOException e) {
            throw diagnosis.ofSteering(e);
        }
    }

    /** The instructions of the iterator that asks for the changes of state of earlier connections. */
    byte[] followInstructions() throws DamagedObjectException {
        return Objects.requireNonNull(loader).followInstructions();
    }

    /**
     * Says where the programs are, and what this kernel lacks.
     *
     * @return one line for people
     */
    public String description() {
        return "sockops program on " + attachments().cgroup()
                + (attachments().coverTheMachine() ? "" : "; sees the services of that cgroup only")
                + (knowsNamespaces ? "" : "; this kernel (before 5.15) cannot tell network namespaces apart")
                + (seesRelease ? "" : "; this kernel (before 5.9) does not tell when a process lets go of a socket")
                + (events == null ? "; this kernel (before 5.8) has no ring buffer, so its counters are polled" : "")
                + ofTheDoor;
    }

    /** Takes the programs off, so that nothing is counted any more. Idempotent. */
    public void detach() {
        if (attachments != null) {
            attachments.close();
        }
        programs.close();
    }

    @Override
    public void close() {
        detach();
        maps.close();
    }
}
