package dev.lull.launcher.doctor;

import dev.lull.internal.linux.ProcessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The few facts about this machine and process that decide which strategies work. */
final class RuntimeEnvironment {

    /** Numbers of include/uapi/linux/capability.h that strategies ask for. */
    private static final Map<String, Integer> CAPABILITIES = new LinkedHashMap<>();

    static {
        CAPABILITIES.put("CAP_NET_ADMIN", 12);
        CAPABILITIES.put("CAP_SYS_PTRACE", 19);
        CAPABILITIES.put("CAP_SYS_ADMIN", 21);
        CAPABILITIES.put("CAP_PERFMON", 38);
        CAPABILITIES.put("CAP_BPF", 39);
    }

    private RuntimeEnvironment() {}

    static Map<String, String> collect() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        ProcessStatus status = ProcessStatus.ofThisProcess();
        facts.put("user", System.getProperty("user.name") + uid(status));
        status.value("CapEff").ifPresent(mask -> facts.put("capabilities", capabilities(mask)));
        status.seccomp().ifPresent(mode -> facts.put("seccomp", mode == 2 ? "a filter is in force" : "no filter"));
        facts.put("container", container());
        facts.put("process", ProcessHandle.current().pid() == 1 ? "1, init of its container" : "not init");
        return facts;
    }

    private static String uid(ProcessStatus status) {
        return status.value("Uid")
                .map(uids -> " (uid " + uids.split("\\s+", -1)[0] + ")")
                .orElse("");
    }

    /** Names those of interest in a mask such as {@code 000001ffffffffff}. */
    static String capabilities(String hexMask) {
        long mask = Long.parseUnsignedLong(hexMask, 16);
        List<String> held = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        CAPABILITIES.forEach((name, bit) -> (((mask >>> bit) & 1) != 0 ? held : missing).add(name));
        String names = held.isEmpty() ? "none of those that strategies use" : String.join(", ", held);
        return missing.isEmpty() || held.isEmpty() ? names : names + "; not " + String.join(", ", missing);
    }

    private static String container() {
        Optional<String> declared = Optional.ofNullable(System.getenv("container"));
        if (declared.isPresent()) {
            return "yes, " + declared.get() + " (environment)";
        }
        if (Files.exists(Path.of("/.dockerenv"))) {
            return "yes (/.dockerenv)";
        }
        if (Files.exists(Path.of("/run/.containerenv"))) {
            return "yes (/run/.containerenv)";
        }
        if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
            return "yes, Kubernetes (environment)";
        }
        return "no sign of one";
    }
}
