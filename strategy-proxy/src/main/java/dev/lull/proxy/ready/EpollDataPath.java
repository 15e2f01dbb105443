package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.internal.linux.LibC;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.SocketLoop;
import java.io.IOException;

/**
 * Waits with epoll(7), copies at first, and moves a direction to splice(2) once it proves to be bulk. Linux only.
 *
 * @param libC the C library
 * @param heldBytes how much all loops together may hold for slow receivers before they read in small pieces only
 * @param pipes how many splice pipes all loops together may have; 0 to copy only
 */
record EpollDataPath(LibC libC, Quota heldBytes, Quota pipes) implements DataPath {

    @Override
    public String description() {
        return pipes.most() == 0 ? "copying through epoll" : "epoll, copying little and splicing bulk";
    }

    @Override
    public SocketLoop newLoop(String threadName, NanoClock clock) throws IOException {
        return new EpollLoop(threadName, clock, libC, heldBytes, pipes);
    }
}
