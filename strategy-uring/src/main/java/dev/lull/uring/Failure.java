package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import java.io.IOException;

/** Says what a completion with a negative result means. */
final class Failure {

    private Failure() {}

    static IOException of(String operation, int result) {
        return new IOException(operation + ": " + Errno.name(-result));
    }
}
