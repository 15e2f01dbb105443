package dev.lull.internal.linux;

/** What bpf(2) can be asked that Lull asks (Linux, include/uapi/linux/bpf.h, {@code enum bpf_cmd}). */
public enum BpfCommand {
    /** Makes a map. */
    MAP_CREATE(0),
    /** Reads an entry. */
    MAP_LOOKUP_ELEM(1),
    /** Writes an entry. */
    MAP_UPDATE_ELEM(2),
    /** Takes out an entry. */
    MAP_DELETE_ELEM(3),
    /** Has the verifier check a program and loads it. */
    PROG_LOAD(5),
    /** Attaches a program without an owner: it stays when the process ends. */
    PROG_ATTACH(8),
    /** Undoes {@link #PROG_ATTACH}. */
    PROG_DETACH(9),
    /** Runs a program on a packet that one makes up. */
    PROG_TEST_RUN(10),
    /** Walks over the programs in the kernel. */
    PROG_GET_NEXT_ID(11),
    /** Walks over the maps in the kernel. */
    MAP_GET_NEXT_ID(12),
    /** Tells about an object that is open. */
    OBJ_GET_INFO_BY_FD(15),
    /** Reads many entries at once (Linux 5.6). */
    MAP_LOOKUP_BATCH(24),
    /** Attaches a program for as long as the answered descriptor is open (Linux 5.7). */
    LINK_CREATE(28),
    /** Walks over the links in the kernel. */
    LINK_GET_NEXT_ID(31),
    /** Makes a descriptor whose reading runs an iterator program (Linux 5.8). */
    ITER_CREATE(33),
    /** Takes a link's program off by force, as an administrator may (Linux 5.9). */
    LINK_DETACH(34);

    private final int number;

    BpfCommand(int number) {
        this.number = number;
    }

    /**
     * Returns the number that bpf(2) takes.
     *
     * @return 0 or more
     */
    public int number() {
        return number;
    }
}
