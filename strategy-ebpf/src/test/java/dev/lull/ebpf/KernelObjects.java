package dev.lull.ebpf;

import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.SystemCallException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers of all programs, maps and links in the kernel, whoever made them.
 *
 * @param programs as {@code bpftool prog list} shows them
 * @param maps as {@code bpftool map list} shows them
 * @param links as {@code bpftool link list} shows them
 */
record KernelObjects(Set<Integer> programs, Set<Integer> maps, Set<Integer> links) {

    private static final int NEXT_ID_BYTES = 12;

    static KernelObjects now(Kernel kernel) throws SystemCallException {
        return new KernelObjects(
                ids(kernel, BpfCommand.PROG_GET_NEXT_ID),
                ids(kernel, BpfCommand.MAP_GET_NEXT_ID),
                ids(kernel, BpfCommand.LINK_GET_NEXT_ID));
    }

    private static Set<Integer> ids(Kernel kernel, BpfCommand command) throws SystemCallException {
        Set<Integer> found = new TreeSet<>();
        ByteBuffer attributes = NativeMemory.allocate(NEXT_ID_BYTES);
        try {
            while (true) {
                kernel.bpf().call(command, attributes, "after " + attributes.getInt(0));
                int id = attributes.getInt(Integer.BYTES);
                found.add(id);
                attributes.putInt(0, id);
            }
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENOENT) {
                return found;
            }
            throw e;
        }
    }

    /** What is here and was not there. */
    KernelObjects without(KernelObjects earlier) {
        return new KernelObjects(
                difference(programs, earlier.programs),
                difference(maps, earlier.maps),
                difference(links, earlier.links));
    }

    private static Set<Integer> difference(Set<Integer> now, Set<Integer> earlier) {
        Set<Integer> more = new TreeSet<>(now);
        more.removeAll(earlier);
        return more;
    }

    /** What no process of somebody else's has: other tests may run at the same time. */
    KernelObjects withoutThoseOfOthers() {
        return isEmpty() ? this : without(OtherPeoplesObjects.now());
    }

    boolean isEmpty() {
        return programs.isEmpty() && maps.isEmpty() && links.isEmpty();
    }
}
