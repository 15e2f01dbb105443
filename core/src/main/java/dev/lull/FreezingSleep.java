package dev.lull;

import java.io.IOException;

/** Sleeps by standing still. */
record FreezingSleep(ProcessFreezer freezer) implements Sleepable {

    @Override
    public void sleep(Verdict.ShutDown verdict, Door door) throws IOException, InterruptedException {
        if (!freezer.freeze()) {
            throw new IOException(freezer + " could not be frozen: nobody of them is left");
        }
    }

    @Override
    public void wake(Wake wake) throws IOException {
        freezer.thaw();
    }

    @Override
    public boolean endsConnections() {
        return false;
    }
}
