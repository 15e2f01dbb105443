package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says "the local port is one of these" in sock_diag's own small language, so that the kernel leaves out the other
 * sockets (include/uapi/linux/inet_diag.h, net/ipv4/inet_diag.c {@code inet_diag_bc_run} and
 * {@code inet_diag_bc_audit}).
 *
 * <p>An operation is {@code {u8 code, u8 yes, u16 no}}: how many bytes to go forward if it holds, and if not. To arrive
 * exactly at the end takes the socket; to go 4 bytes beyond leaves it out. A comparison of ports is an operation with
 * the port in the {@code no} of a second one behind it. A range of ports is {@code port >= first} and
 * {@code port <= last} and a jump to the end; the last range falls off the end instead of jumping.
 */
final class PortFilter {

    private static final int OPERATION_BYTES = 4;
    private static final int COMPARISON_BYTES = 2 * OPERATION_BYTES;
    private static final byte JUMP = 1;
    private static final byte LOCAL_PORT_AT_LEAST = 2;
    private static final byte LOCAL_PORT_AT_MOST = 3;

    /** Beyond that many ranges the kernel passes one that spans them all, and the reader sorts the rest out. */
    private static final int MAX_RANGES = 64;

    private final List<Range> ranges;

    private record Range(int first, int last) {}

    PortFilter(Collection<Integer> ports) {
        List<Range> all = ranges(new TreeSet<>(ports));
        this.ranges =
                all.size() <= MAX_RANGES ? all : List.of(new Range(all.get(0).first, all.get(all.size() - 1).last));
    }

    private static List<Range> ranges(SortedSet<Integer> ports) {
        List<Range> ranges = new ArrayList<>();
        for (int port : ports) {
            int end = ranges.size() - 1;
            if (end >= 0 && ranges.get(end).last == port - 1) {
                ranges.set(end, new Range(ranges.get(end).first, port));
            } else {
                ranges.add(new Range(port, port));
            }
        }
        return ranges;
    }

    /** The one port, for the request's own field, which the kernel compares fastest; 0 if there are several. */
    int singlePort() {
        Range only = ranges.get(0);
        return ranges.size() == 1 && only.first == only.last ? only.first : 0;
    }

    int length() {
        return ranges.size() * (2 * COMPARISON_BYTES + OPERATION_BYTES) - OPERATION_BYTES;
    }

    /** Writes the program at the buffer's position, in the buffer's order, which must be the native one. */
    void writeTo(ByteBuffer buffer) {
        int left = length();
        for (int i = 0; i < ranges.size(); i++) {
            boolean last = i == ranges.size() - 1;
            int whole = 2 * COMPARISON_BYTES + OPERATION_BYTES;
            int reject = left + OPERATION_BYTES;
            comparison(buffer, LOCAL_PORT_AT_LEAST, last ? reject : whole, ranges.get(i).first);
            comparison(
                    buffer,
                    LOCAL_PORT_AT_MOST,
                    last ? reject - COMPARISON_BYTES : whole - COMPARISON_BYTES,
                    ranges.get(i).last);
            if (!last) {
                operation(buffer, JUMP, OPERATION_BYTES, left - 2 * COMPARISON_BYTES);
            }
            left -= whole;
        }
    }

    private static void comparison(ByteBuffer buffer, byte code, int otherwise, int port) {
        operation(buffer, code, COMPARISON_BYTES, otherwise);
        operation(buffer, (byte) 0, 0, port);
    }

    private static void operation(ByteBuffer buffer, byte code, int yes, int no) {
        buffer.put(code).put((byte) yes).putShort((short) no);
    }
}
