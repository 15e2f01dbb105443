package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Runs the filter's program as net/ipv4/inet_diag.c describes it. */
class PortFilterTest {

    private static final int PORTS = 65536;

    @Example
    void onePortNeedsNoProgram() {
        assertThat(new PortFilter(List.of(22)).singlePort()).isEqualTo(22);
        assertThat(new PortFilter(List.of(22, 23)).singlePort()).isZero();
        assertThat(new PortFilter(List.of(22, 80)).singlePort()).isZero();
    }

    @Example
    void takesTheFirstAndTheLastPortAndNotTheirNeighbours() {
        assertThat(taken(new PortFilter(List.of(1, 65535)))).containsExactlyInAnyOrder(1, 65535);
        assertThat(taken(new PortFilter(List.of(100, 101, 102)))).containsExactlyInAnyOrder(100, 101, 102);
    }

    @Property(tries = 200)
    void takesExactlyThePortsAskedForWhenTheyAreFew(
            @ForAll @Size(min = 1, max = 64) Set<@IntRange(min = 1, max = 65535) Integer> ports) {
        assertThat(taken(new PortFilter(ports))).isEqualTo(ports);
    }

    @Property(tries = 50)
    void takesAtLeastThePortsAskedForWhenTheyAreMany(
            @ForAll @Size(min = 65, max = 500) Set<@IntRange(min = 1, max = 65535) Integer> ports) {
        PortFilter filter = new PortFilter(ports);
        assertThat(taken(filter)).containsAll(ports);
        assertThat(filter.length()).isLessThan(4000);
    }

    @Example
    void allPortsMakeAShortProgram() {
        Set<Integer> all = IntStream.range(1, PORTS).boxed().collect(Collectors.toCollection(TreeSet::new));
        assertThat(new PortFilter(all).length()).isEqualTo(16);
    }

    private static Set<Integer> taken(PortFilter filter) {
        ByteBuffer program = ByteBuffer.allocate(filter.length()).order(ByteOrder.nativeOrder());
        filter.writeTo(program);
        assertThat(program.hasRemaining()).isFalse();
        Set<Integer> taken = new HashSet<>();
        boolean takes = false;
        BitSet turns = turns(program);
        for (int port = 0; port < PORTS; port++) {
            takes = turns.get(port) ? takes(program, port) : takes;
            if (takes) {
                taken.add(port);
            }
        }
        return taken;
    }

    /** The ports whose answer can be another than that of the port before: the program compares, and does nothing else. */
    private static BitSet turns(ByteBuffer program) {
        BitSet turns = new BitSet(PORTS + 1);
        turns.set(0);
        for (int at = 0; at < program.capacity(); at += 4) {
            int compared = Short.toUnsignedInt(program.getShort(at + 2));
            turns.set(compared, compared + 2);
        }
        return turns;
    }

    private static boolean takes(ByteBuffer program, int port) {
        int at = 0;
        while (at < program.capacity()) {
            int code = program.get(at);
            int yes = program.get(at + 1);
            int no = Short.toUnsignedInt(program.getShort(at + 2));
            boolean holds =
                    switch (code) {
                        case 1 -> false; // JMP
                        case 2 -> port >= Short.toUnsignedInt(program.getShort(at + 6)); // S_GE
                        case 3 -> port <= Short.toUnsignedInt(program.getShort(at + 6)); // S_LE
                        default -> throw new AssertionError("code " + code);
                    };
            at += holds ? yes : no;
        }
        return at == program.capacity();
    }
}
