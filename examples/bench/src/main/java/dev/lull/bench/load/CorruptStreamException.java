package dev.lull.bench.load;

import java.io.IOException;

/** What arrived is not what was sent. */
final class CorruptStreamException extends IOException {

    private static final long serialVersionUID = 1L;

    CorruptStreamException(String message) {
        super(message);
    }
}
