package dev.lull;

/** A hold for as long as a process is alive. */
record ProcessHold(ProcessHandle process) implements Hold {
    @Override
    public String description() {
        return "process " + process.pid();
    }

    @Override
    public boolean isHeld(long nowNanos) {
        return process.isAlive();
    }
}
