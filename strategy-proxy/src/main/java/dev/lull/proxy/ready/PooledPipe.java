package dev.lull.proxy.ready;

import dev.lull.internal.linux.SplicePipe;
import org.jspecify.annotations.Nullable;

/** A pipe of a {@link PipePool}. For the loop's thread alone. */
final class PooledPipe {

    final SplicePipe pipe;

    /** Which pump has it; null while it is free. */
    @Nullable
    Holder holder;

    /** Whether it was taken, or bytes came out of it, since the pool has looked. */
    boolean used;

    PooledPipe(SplicePipe pipe) {
        this.pipe = pipe;
    }

    /** Who has a pipe. */
    @FunctionalInterface
    interface Holder {
        /** Nothing has come out of the pipe for long: it is to be given back if what is in it fits elsewhere. */
        void leavePipe();
    }
}
