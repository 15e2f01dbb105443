package dev.lull;

/** A hold for as long as a process runs; a zombie does not. */
record ProcessHold(ProcessHandle process) implements Hold {
    @Override
    public String description() {
        return "process " + process.pid();
    }

    @Override
    public boolean isHeld(long nowNanos) {
        return !ProcessFamily.hasEnded(process);
    }
}
