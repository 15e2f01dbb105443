package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks up the service's name, on a thread of its own that is there only while it is needed. One look-up at a time: who
 * asks while one is under way gets its answer, so that a slow name server is not asked once for each client.
 */
final class Resolver implements AutoCloseable {

    private static final InetAddress ANY_IPV4 = new InetSocketAddress("0.0.0.0", 0).getAddress();

    private final InetSocketAddress service;
    private final List<InetSocketAddress> known;
    private final Predicate<InetSocketAddress> isFrontend;
    private final LookUp lookUp;
    private final ThreadPoolExecutor executor;
    private Map<Handler, SocketLoop> asking = new LinkedHashMap<>(); // guarded by this

    /** Makes it for a service's address; whatever of it is the relay's own frontend is not to be dialled for ever. */
    Resolver(InetSocketAddress service, Predicate<InetSocketAddress> isFrontend) {
        this(service, isFrontend, InetAddress::getAllByName);
    }

    Resolver(InetSocketAddress service, Predicate<InetSocketAddress> isFrontend, LookUp lookUp) {
        this(
                service,
                service.isUnresolved() ? List.of() : List.of(toDial(service.getAddress(), service.getPort())),
                isFrontend,
                lookUp);
    }

    private Resolver(
            InetSocketAddress service,
            List<InetSocketAddress> known,
            Predicate<InetSocketAddress> isFrontend,
            LookUp lookUp) {
        this.service = service;
        this.known = known;
        this.isFrontend = isFrontend;
        this.lookUp = lookUp;
        this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "lull-proxy-resolver");
            thread.setDaemon(true); // a look-up cannot be interrupted
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Of a service whose own port the relay listens at; until it no longer does, that is the relay itself. */
    static Resolver atItsOwnPort(InetSocketAddress listener, BooleanSupplier listening) {
        InetAddress address = listener.getAddress();
        List<InetSocketAddress> known = new ArrayList<>();
        if (address.isAnyLocalAddress()) { // of IPv6 both families are taken, and IPv4 has more addresses to dial from
            known.add(toDial(ANY_IPV4, listener.getPort()));
        }
        if (!(address.isAnyLocalAddress() && address instanceof Inet4Address)) {
            known.add(toDial(address, listener.getPort()));
        }
        return new Resolver(
                listener, List.copyOf(known), ignored -> listening.getAsBoolean(), InetAddress::getAllByName);
    }

    /** Finds a name's addresses; slow. */
    @FunctionalInterface
    interface LookUp {
        InetAddress[] addresses(String name) throws IOException;
    }

    /** Hears the answer. */
    interface Handler {
        void resolved(List<InetSocketAddress> addresses);

        void failed(IOException cause);
    }

    /** Answers on the loop's thread; at once if the address is known. */
    void resolve(SocketLoop loop, Handler handler) {
        if (!service.isUnresolved()) {
            if (isFrontend.test(known.get(0))) {
                handler.failed(itself());
            } else {
                handler.resolved(known);
            }
            return;
        }
        try {
            synchronized (this) {
                if (asking.isEmpty()) {
                    executor.execute(this::answer);
                }
                asking.put(handler, loop);
            }
        } catch (RejectedExecutionException e) {
            handler.failed(new IOException("the relay is closed", e));
        }
    }

    /** Answers somebody no more. */
    synchronized void forget(Handler handler) {
        // Not the last one: that there is somebody means that a look-up is under way.
        if (asking.size() > 1) {
            asking.remove(handler);
        }
    }

    private void answer() {
        try {
            List<InetSocketAddress> others = others(lookUp.addresses(service.getHostString()));
            tell(handler -> handler.resolved(others));
        } catch (IOException | RuntimeException | Error e) { // such as a class that cannot be loaded
            IOException failure = new IOException("cannot resolve " + service.getHostString() + ": " + e, e);
            tell(handler -> handler.failed(failure));
        }
    }

    private List<InetSocketAddress> others(InetAddress[] found) throws IOException {
        List<InetSocketAddress> others = new ArrayList<>();
        for (InetAddress address : found) {
            InetSocketAddress each = toDial(address, service.getPort());
            if (!isFrontend.test(each)) {
                others.add(each);
            }
        }
        if (others.isEmpty()) {
            throw found.length == 0 ? new IOException("it has no address") : itself();
        }
        return others;
    }

    /** As a destination "any address" means this machine (ip(7), ipv6(7)), in the family it was given in. */
    private static InetSocketAddress toDial(InetAddress address, int port) {
        if (!address.isAnyLocalAddress()) {
            return new InetSocketAddress(address, port);
        }
        byte[] loopback = address instanceof Inet4Address
                ? new byte[] {127, 0, 0, 1}
                : new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(loopback), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and 16 bytes are always right", e);
        }
    }

    private IOException itself() {
        return new IOException(service + " is where this relay itself listens");
    }

    private void tell(Consumer<Handler> answer) {
        Map<Handler, SocketLoop> told;
        synchronized (this) {
            told = asking;
            asking = new LinkedHashMap<>();
        }
        told.forEach((handler, loop) -> {
            boolean ignored = loop.execute(() -> answer.accept(handler));
        });
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
