package dev.lull.proxy.relay;

import java.io.FileInputStream;
import java.io.IOException;

/**
 * A few descriptors kept for the moment at which there are no more: given back then, so that the JDK can still load a
 * class or a time zone file, without which not even a warning can be logged. For one thread.
 */
final class DescriptorReserve implements AutoCloseable {

    private static final String HARMLESS_FILE = "/dev/null";

    private final FileInputStream[] held = new FileInputStream[8];
    private int count;

    /** Takes as many as there are, up to the reserve's size. */
    void fill() {
        try {
            while (count < held.length) {
                FileInputStream file = new FileInputStream(HARMLESS_FILE);
                held[count++] = file;
            }
        } catch (IOException e) {
            assert count < held.length : "there are none left, or there is no such file on this system";
        }
    }

    /** Gives them back. */
    @Override
    public void close() {
        while (count > 0) {
            try {
                held[--count].close();
            } catch (IOException e) {
                assert count >= 0 : "the descriptor is free whatever close says";
            }
        }
    }
}
