package dev.lull.ebpf;

import dev.lull.Testimony;
import dev.lull.Witness;
import java.io.IOException;

/**
 * The kernel's list of sockets, compared with what the program counts: a difference is put right, and so is a program that
 * somebody took off.
 */
final class EbpfWitness implements Witness {

    static final String DESCRIPTION = "sock_diag, and whether the kernel program is still attached";

    private final ReadersGate gate;
    private final Upkeep upkeep;

    EbpfWitness(ReadersGate gate, Upkeep upkeep) {
        this.gate = gate;
        this.upkeep = upkeep;
    }

    @Override
    public String description() {
        return DESCRIPTION;
    }

    @Override
    public Testimony testify() {
        if (!gate.enter()) {
            return new Testimony.Unreadable("the monitor is closed");
        }
        try {
            return new Testimony.Seen(upkeep.run().open().stream()
                    .map(connection -> new Testimony.Sighting(connection.local(), connection.remote()))
                    .toList());
        } catch (IOException | RuntimeException e) {
            return new Testimony.Unreadable(String.valueOf(e.getMessage()));
        } finally {
            gate.leave();
        }
    }
}
