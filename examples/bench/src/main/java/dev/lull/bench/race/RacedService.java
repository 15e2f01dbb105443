package dev.lull.bench.race;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** A service of which one run follows another, at one port. Its runs are started by one thread; clients are of any. */
interface RacedService {

    /**
     * Starts a run, and waits until it listens on both address families.
     *
     * @param run its number
     * @throws IOException if it cannot be started
     */
    RacedRun start(int run) throws IOException, InterruptedException;

    /** Returns how long after its deadline a stop may last: clients come until then. */
    Duration longestStop();

    /**
     * Asks for service, as a client.
     *
     * @param client connected
     * @return the number of the run that answered
     * @throws IOException if it was cut off, or the answer is that there will be none
     */
    int askRun(Socket client) throws IOException;
}
