package dev.lull.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** Several connections that each send the next request as soon as the last one is answered: how many go through. */
final class ManyPingPongsWorker extends CrewWorker {

    private static final long LOOK_UP_MILLIS = 100;

    private final EchoConnections connections;
    private final long[] sentAtNanos;
    private int underWay;

    ManyPingPongsWorker(InetSocketAddress address, Crew crew, int connections) throws IOException {
        super(crew);
        this.connections = new EchoConnections(address, connections);
        this.sentAtNanos = new long[connections];
    }

    @Override
    void work() throws IOException {
        try (connections) {
            for (int i = 0; i < connections.size(); i++) {
                send(connections, i);
            }
            while (underWay > 0) {
                connections.receive(LOOK_UP_MILLIS, this::answered);
            }
        }
    }

    private void answered(EchoConnections from, int connection) {
        underWay--;
        count(1);
        if (measuring()) {
            record(System.nanoTime() - sentAtNanos[connection]);
        }
        if (!stopped()) {
            send(from, connection);
        }
    }

    private void send(EchoConnections to, int connection) {
        sentAtNanos[connection] = System.nanoTime();
        underWay++;
        try {
            to.send(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void abort() {
        connections.close();
    }
}
