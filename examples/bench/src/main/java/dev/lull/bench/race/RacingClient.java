package dev.lull.bench.race;

import java.io.DataInputStream;
import java.io.EOFException;
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
     * @param run that is there, or about to stop
     */
    static Fate connect(InetSocketAddress address, int run) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.connect(address, PATIENCE_MILLIS);
            } catch (ConnectException e) {
                return Fate.REFUSED;
            } catch (SocketTimeoutException e) {
                return Fate.PENDING;
            }
            socket.getOutputStream().write(1);
            return new DataInputStream(socket.getInputStream()).readInt() == run ? Fate.SERVED : Fate.NEXT_RUN;
        } catch (EOFException | SocketTimeoutException e) {
            return Fate.CUT;
        } catch (IOException e) { // reset
            return Fate.CUT;
        }
    }
}
