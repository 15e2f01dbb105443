package dev.lull.bench.race;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * A small service in this JVM, which tells each client its run.
 *
 * @param port where its runs listen
 * @param threads serve
 */
record JvmService(int port, ExecutorService threads) implements RacedService {

    @Override
    public RacedRun start(int run) throws IOException, InterruptedException {
        return RacingService.start(run, port, threads);
    }

    @Override
    public Duration longestStop() {
        return Duration.ofMillis(40); // where the witness reads the tables of a machine with many sockets
    }

    @Override
    public int askRun(Socket client) throws IOException {
        client.getOutputStream().write(RacingService.REQUEST);
        return new DataInputStream(client.getInputStream()).readInt();
    }
}
