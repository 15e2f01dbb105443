package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.ProcessStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What this process may do (proc(5), capabilities(7)).
 *
 * @param capabilities the effective ones, a bit each; all of them where that cannot be read
 * @param seccomp 0 none, 1 strict, 2 a filter
 * @param initialUserNamespace whether capabilities count outside a container's own user namespace
 */
record Privileges(long capabilities, int seccomp, boolean initialUserNamespace) {

    // include/uapi/linux/capability.h
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_BPF = 39;

    private static final String WHOLE_USER_RANGE = "0 0 4294967295";

    static Privileges ofThisProcess(Path proc) {
        ProcessStatus status = ProcessStatus.read(proc.resolve("self/status"));
        // What is not told is left to the kernel's own answer.
        return new Privileges(
                status.mask("CapEff").orElse(-1), status.seccomp().orElse(0), isInitialUserNamespace(proc));
    }

    private static boolean isInitialUserNamespace(Path proc) {
        try {
            String map = Files.readString(proc.resolve("self/uid_map"), StandardCharsets.ISO_8859_1);
            return map.strip().replaceAll("\\s+", " ").equals(WHOLE_USER_RANGE);
        } catch (IOException noUserNamespaces) {
            return true;
        }
    }

    /** Which of CAP_BPF and CAP_NET_ADMIN are missing; CAP_SYS_ADMIN stands for both. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!has(CAP_SYS_ADMIN)) {
            if (!has(CAP_BPF)) {
                missing.add("CAP_BPF");
            }
            if (!has(CAP_NET_ADMIN)) {
                missing.add("CAP_NET_ADMIN");
            }
        }
        return missing;
    }

    private boolean has(int capability) {
        return (capabilities >>> capability & 1) != 0;
    }
}
