package dev.lull.proxy.relay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session's two connections, to its client and to the service, and how each is to end: closed, or reset as the other one
 * was. For the session's loop alone.
 */
final class SessionSockets {

    private final Listener.Accepted accepted;
    private boolean attached;
    private @Nullable Transport client;
    private @Nullable Transport service;
    private boolean resetsClient;
    private boolean resetsService;

    SessionSockets(Listener.Accepted accepted) {
        this.accepted = accepted;
    }

    /** Puts the client's connection on its loop; if that fails, it is closed. */
    void attachClient(SocketLoop loop) throws IOException {
        try {
            client = accepted.attach(loop);
            attached = true;
        } catch (IOException e) {
            attached = true; // and closed already
            throw e;
        }
    }

    void attachService(Transport dialled) {
        service = dialled;
    }

    Transport client() {
        return present(client);
    }

    Transport service() {
        return present(service);
    }

    private static Transport present(@Nullable Transport transport) {
        if (transport == null) {
            throw new IllegalStateException("a callback came in the wrong state");
        }
        return transport;
    }

    void willResetClient() {
        resetsClient = true;
    }

    void willResetService() {
        resetsService = true;
    }

    void willResetBoth() {
        resetsClient = true;
        resetsService = true;
    }

    /** Those that are to be reset: a reset discards what has not arrived at the peer. */
    List<Transport> toBeReset() {
        List<Transport> all = new ArrayList<>();
        if (resetsClient && client != null) {
            all.add(client);
        }
        if (resetsService && service != null) {
            all.add(service);
        }
        return all;
    }

    /** How far sending has come, to both together. */
    Delivery delivery() {
        Delivery toClient = deliveryTo(client);
        Delivery toService = deliveryTo(service);
        return new Delivery(
                toClient.acknowledgedBytes() + toService.acknowledgedBytes(),
                toClient.complete() && toService.complete());
    }

    private static Delivery deliveryTo(@Nullable Transport transport) {
        return Optional.ofNullable(transport)
                .flatMap(Transport::delivery)
                .orElse(new Delivery(0, true)); // where nothing is known, what was given is taken for delivered
    }

    /** Ends both, the second one even if the first one throws. */
    void end() {
        try {
            if (attached) {
                end(client, resetsClient);
            } else {
                accepted.reset();
            }
        } finally {
            end(service, resetsService);
        }
    }

    private static void end(@Nullable Transport transport, boolean withReset) {
        if (transport != null) {
            if (withReset) {
                transport.reset();
            } else {
                transport.close();
            }
        }
    }
}
