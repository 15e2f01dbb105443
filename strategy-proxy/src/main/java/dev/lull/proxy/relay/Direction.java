package dev.lull.proxy.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One direction of a session: hears its pump. */
final class Direction implements Pump.Handler {

    private final Session session;
    private final boolean in;
    private @Nullable Pump pump;
    private int uncounted;
    private boolean over;

    Direction(Session session, boolean in) {
        this.session = session;
        this.in = in;
    }

    /** The first bytes to be moved are ours and not the client's. */
    void uncounted(int bytes) {
        uncounted = bytes;
    }

    void begin(Transport from, Transport to, @Nullable ByteBuffer first, boolean atEnd) {
        pump = session.loop().pump(from, to, first, atEnd, this);
    }

    @Override
    public void moved(int bytes) {
        int ours = Math.min(bytes, uncounted);
        uncounted -= ours;
        if (bytes > ours) {
            session.moved(in, bytes - ours);
        }
    }

    @Override
    public void ended() {
        over = true;
        session.directionEnded(this);
    }

    @Override
    public void failed(Pump.Side side, IOException cause) {
        over = true;
        if (cause instanceof PatientReset.Ended) {
            session.reset();
        } else if (side == Pump.Side.SOURCE) {
            session.sourceFailed(this);
        } else {
            session.sinkFailed(this);
        }
    }

    /** Whether nothing more will be moved. */
    boolean isOver() {
        return over;
    }

    void stop() {
        if (pump != null) {
            pump.stop();
        }
    }
}
