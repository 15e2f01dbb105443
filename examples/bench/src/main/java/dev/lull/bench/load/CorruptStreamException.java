package dev.lull.bench.load;

import java.io.IOException;

/** What arrived is not what was sent. */
public final class CorruptStreamException extends IOException {

    private static final long serialVersionUID = 1L;

    public CorruptStreamException(String message) {
        super(message);
    }
}
