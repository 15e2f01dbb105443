package dev.lull.ebpf.kernel;

/** The compiled kernel program is not what it ought to be. */
final class DamagedObjectException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedObjectException(String what) {
        super("the kernel program " + ObjectFile.NAME + " is damaged: " + what);
    }

    DamagedObjectException(String what, Throwable cause) {
        super("the kernel program " + ObjectFile.NAME + " is damaged: " + what, cause);
    }
}
