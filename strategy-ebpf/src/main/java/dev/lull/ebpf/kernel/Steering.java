package dev.lull.ebpf.kernel;

import dev.lull.Cidr;
import dev.lull.internal.linux.DescriptorFlags;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The program that hands new connections for the watched ports to listening sockets of the service's choice, attached to
 * a network namespace by a link that ends with the process. A listening socket that closes leaves its slot by itself
 * (net/core/sock_map.c, {@code sock_map_unhash}), and then the kernel finds whoever listens at the port. Safe for use by
 * any thread; whoever began it closes it.
 */
public final class Steering implements AutoCloseable {

    /** Which connections a listening socket takes: {@code enum slot} of lull.bpf.c. */
    public enum Slot {
        /** Those over IPv4. */
        IPV4(0),
        /** Those over IPv6. */
        IPV6(1);

        private final int number;

        Slot(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** The thread's, not the process's: tests enter another one with one thread. */
    private static final String NAMESPACE = "/proc/thread-self/ns/net";

    private final BpfMap service;
    private final BpfMap refused;
    private final CloseStack opened;
    private boolean paused;

    private Steering(BpfMap service, BpfMap refused, CloseStack opened) {
        this.service = service;
        this.refused = refused;
        this.opened = opened;
    }

    static Steering begin(
            Kernel kernel, ObjectFile object, Map<String, MapUse> shared, int mostBlocks, Optional<WatchConfig> instead)
            throws IOException, DamagedObjectException {
        CloseStack opened = new CloseStack();
        try {
            BpfMap service = BpfMap.create(kernel, MapShape.service());
            opened.add(service::close);
            BpfMap blocks = BpfMap.create(kernel, MapShape.refused(mostBlocks));
            opened.add(blocks::close);
            Map<String, MapUse> names = new HashMap<>(shared);
            names.put("service", service.itself());
            names.put("refused", blocks.itself());
            if (instead.isPresent()) {
                BpfMap config = BpfMap.create(kernel, MapShape.config());
                opened.add(config::close);
                config.put(NativeMemory.allocate(Integer.BYTES), instead.get().toBytes());
                names.put("config", config.value());
            }
            BpfProgram program = new ProgramLoader(kernel, object, names, true).steer();
            opened.add(program::close);
            opened.add(attach(kernel, program)::close);
            return new Steering(service, blocks, opened);
        } catch (IOException | DamagedObjectException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static Attachment attach(Kernel kernel, BpfProgram program) throws SystemCallException {
        int number =
                SystemCalls.check(kernel.libC().open(NAMESPACE, DescriptorFlags.CLOEXEC), "open(" + NAMESPACE + ")");
        try (OwnedDescriptor namespace = new OwnedDescriptor(kernel.libC(), number, "this network namespace")) {
            return Attachment.byLink(kernel, program, namespace);
        }
    }

    /**
     * Refuses connections from now on: their clients are answered as though nobody listened.
     *
     * @param peers whose; no more blocks than was said at the beginning
     * @throws SystemCallException if the kernel does not take them
     */
    public synchronized void refuse(List<Cidr> peers) throws SystemCallException {
        for (Cidr block : peers) {
            refused.put(PeerBlock.toBytes(block), NativeMemory.allocate(1));
        }
    }

    /**
     * Steers nobody from now on, whatever {@link #to} is asked, until {@link #resume}.
     *
     * @throws SystemCallException if the kernel refuses; some may still be steered then
     */
    public synchronized void pause() throws SystemCallException {
        paused = true;
        for (Slot slot : Slot.values()) {
            if (service.get(key(slot), NativeMemory.allocate(Long.BYTES))) {
                removeFrom(slot);
            }
        }
    }

    private void removeFrom(Slot slot) throws SystemCallException {
        try {
            boolean ignored = service.remove(key(slot));
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EINVAL) { // it has closed just now (net/core/sock_map.c, __sock_map_delete)
                throw e;
            }
        }
    }

    /** Lets {@link #to} steer again. */
    public synchronized void resume() {
        paused = false;
    }

    /**
     * Steers new connections to a listening socket, instead of the one before; nobody while it is paused.
     *
     * @param slot which connections
     * @param listener the socket; its descriptor may be closed afterwards, and does not keep it open
     * @throws SystemCallException if the kernel does not take it, such as because it listens no more
     */
    public synchronized void to(Slot slot, OwnedDescriptor listener) throws SystemCallException {
        if (!paused) {
            service.put(key(slot), NativeMemory.allocate(Long.BYTES).putLong(0, listener.number()));
        }
    }

    /**
     * Tells where new connections go.
     *
     * @param slot which connections
     * @return the cookie of the service's listening socket; empty if it has none, or it has closed
     * @throws SystemCallException if the kernel does not tell
     */
    public synchronized OptionalLong target(Slot slot) throws SystemCallException {
        ByteBuffer cookie = NativeMemory.allocate(Long.BYTES);
        return service.get(key(slot), cookie) ? OptionalLong.of(cookie.getLong(0)) : OptionalLong.empty();
    }

    private static ByteBuffer key(Slot slot) {
        return NativeMemory.allocate(Integer.BYTES).putInt(0, slot.number());
    }

    /** Ends the steering of new connections; those that were steered go on. Idempotent. */
    @Override
    public synchronized void close() {
        opened.close();
    }
}
