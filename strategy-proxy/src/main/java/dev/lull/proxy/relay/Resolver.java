package dev.lull.proxy.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks up the service's name, on a thread of its own that is there only while it is needed. */
final class Resolver implements AutoCloseable {

    private final InetSocketAddress service;
    private final OwnFrontend frontend;
    private final ThreadPoolExecutor executor;

    Resolver(InetSocketAddress service, OwnFrontend frontend) {
        this.service = service;
        this.frontend = frontend;
        this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "lull-proxy-resolver");
            thread.setDaemon(true); // a look-up cannot be interrupted
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Hears the answer. */
    interface Handler {
        void resolved(List<InetSocketAddress> addresses);

        void failed(IOException cause);
    }

    /** Answers on the loop's thread; at once if the address is known. */
    void resolve(EventLoop loop, Handler handler) {
        if (!service.isUnresolved()) {
            answer(List.of(service), handler);
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    List<InetSocketAddress> addresses = lookUp();
                    boolean ignored = loop.execute(() -> answer(addresses, handler));
                } catch (IOException e) {
                    IOException failure = new IOException("cannot resolve " + service.getHostString() + ": " + e, e);
                    boolean ignored = loop.execute(() -> handler.failed(failure));
                }
            });
        } catch (RejectedExecutionException e) {
            handler.failed(new IOException("the relay is closed", e));
        }
    }

    private void answer(List<InetSocketAddress> found, Handler handler) {
        List<InetSocketAddress> others =
                found.stream().filter(each -> !frontend.isReachedAt(each)).toList();
        if (others.isEmpty()) {
            handler.failed(new IOException(service + " is where this relay itself listens"));
        } else {
            handler.resolved(others);
        }
    }

    private List<InetSocketAddress> lookUp() throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(service.getHostString())) {
            addresses.add(new InetSocketAddress(address, service.getPort()));
        }
        return addresses;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
