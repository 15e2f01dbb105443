package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.internal.linux.LibC;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.EventLoop;
import java.io.IOException;

/**
 * Waits with epoll(7), copies at first, and moves a direction to splice(2) once it proves to be bulk. Linux only.
 *
 * @param libC the C library
 * @param heldBytesBound how much each loop may hold for slow receivers before it reads in small pieces only
 * @param pipes how many splice pipes each loop may have; 0 to copy only
 */
public record EpollDataPath(LibC libC, long heldBytesBound, int pipes) implements DataPath {
    /**
     * Takes the components.
     *
     */
    public EpollDataPath {}

    @Override
    public String description() {
        return pipes == 0 ? "copying through epoll" : "epoll, copying little and splicing bulk";
    }

    @Override
    public EventLoop newLoop(String threadName, NanoClock clock) throws IOException {
        return new EpollLoop(threadName, clock, libC, heldBytesBound, pipes);
    }
}
