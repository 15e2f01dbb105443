package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.internal.linux.BpfCall;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.NativeMemory;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The kernel is given addresses, of which the collector knows nothing. */
class BpfMapTest {

    private static final int NO_DESCRIPTOR = Integer.MAX_VALUE;

    /** By then the compiler has done its work: before that each frame keeps what it was given. */
    private static final int UNTIL_COMPILED = 3_000;

    private Reference<ByteBuffer> key = new WeakReference<>(null);
    private boolean looking;
    private int freed;

    @Test
    void keepsAKeyUntilTheKernelHasReadIt() throws Exception {
        BpfCall call = (command, attributes, object) -> {
            if (looking && command != BpfCommand.MAP_CREATE) {
                System.gc();
                freed += key.refersTo(null) ? 1 : 0;
            }
            return NO_DESCRIPTOR;
        };
        BpfMap map = BpfMap.create(new Kernel(Kernel.load().libC(), call), MapShape.config());
        ByteBuffer value = NativeMemory.allocate(MapShape.config().valueBytes());
        for (int i = 0; i < UNTIL_COMPILED; i++) {
            putSomething(map, value);
        }
        looking = true;
        for (int i = 0; i < 10; i++) {
            putSomething(map, value);
        }
        assertThat(freed).isZero();
    }

    private void putSomething(BpfMap map, ByteBuffer value) throws Exception {
        map.put(newKey(), value);
        map.remove(newKey());
        map.get(newKey(), value);
    }

    private ByteBuffer newKey() {
        ByteBuffer made = NativeMemory.allocate(Integer.BYTES);
        key = new WeakReference<>(made);
        return made;
    }
}
