package dev.lull.bench.race;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Connects once, asks which run serves it, and leaves. */
final class RacingClient {

    /** Long enough for two retransmissions of a SYN, after one second and after three (TCP_TIMEOUT_INIT, include/net/tcp.h). */
    private static final int PATIENCE_MILLIS = 5_000;

    private RacingClient() {}

    /**
     * Connects, and says how it fared.
     *
     * @param address of the service or the relay before it
     * @param service knows how to ask
     * @param run that is there, or about to stop
     */
    static Fate connect(InetSocketAddress address, RacedService service, int run) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.connect(address, PATIENCE_MILLIS);
            } catch (ConnectException e) {
                return Fate.REFUSED;
            } catch (SocketTimeoutException e) {
                return Fate.PENDING;
            }
            return service.askRun(socket) == run ? Fate.SERVED : Fate.NEXT_RUN;
        } catch (IOException e) { // ended, reset, silent for too long, or told that it will not be served
            return Fate.CUT;
        }
    }
}
