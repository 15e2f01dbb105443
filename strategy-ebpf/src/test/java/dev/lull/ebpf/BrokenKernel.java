package dev.lull.ebpf;

import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.SystemCallException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real kernel, with what a test does to it behind a monitor's back. */
final class BrokenKernel {

    private static final int AF_NETLINK = 16;

    // union bpf_attr for BPF_LINK_CREATE, and enum bpf_attach_type
    private static final int LINK_ATTACH_TYPE = 8;
    private static final int INET_INGRESS = 0;

    /** A link of a monitor's. */
    private record MadeLink(int descriptor, String cgroup) {}

    private final Kernel real;
    private final List<MadeLink> links = new CopyOnWriteArrayList<>();
    private final List<MadeLink> doorLinks = new CopyOnWriteArrayList<>();
    private volatile boolean forbidsNetlink;
    private volatile Optional<BpfCommand> forbidden = Optional.empty();
    private volatile Optional<BpfCommand> watched = Optional.empty();
    private volatile Runnable meanwhile = () -> {};

    BrokenKernel() throws Exception {
        real = Kernel.load();
    }

    EbpfStrategyProvider provider() {
        return new EbpfStrategyProvider(() -> new Kernel(libC(), (command, attributes, object) -> {
            if (forbidden.equals(Optional.of(command))) {
                throw new SystemCallException("bpf(BPF_" + command + ", " + object + ")", 1, "EPERM: played");
            }
            if (watched.equals(Optional.of(command))) {
                watched = Optional.empty();
                meanwhile.run();
            }
            int answer = real.bpf().call(command, attributes, object);
            if (command == BpfCommand.LINK_CREATE) {
                boolean holds = attributes.getInt(LINK_ATTACH_TYPE) == INET_INGRESS;
                (holds ? doorLinks : links).add(new MadeLink(answer, object));
            }
            return answer;
        }));
    }

    private LibC libC() {
        return (LibC) Proxy.newProxyInstance(
                LibC.class.getClassLoader(), new Class<?>[] {LibC.class}, (proxy, method, arguments) -> {
                    if (forbidsNetlink && method.getName().equals("socket") && arguments[0].equals(AF_NETLINK)) {
                        arguments[0] = -1; // EAFNOSUPPORT
                    }
                    try {
                        return method.invoke(real.libC(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Whether netlink sockets are refused from now on. */
    void forbidNetlink(boolean forbid) {
        forbidsNetlink = forbid;
    }

    /** Which command of bpf(2) is refused from now on. */
    void forbid(BpfCommand command) {
        forbidden = Optional.of(command);
    }

    void allowAll() {
        forbidden = Optional.empty();
    }

    /** Does something right before the next time that a command is given. */
    void beforeNext(BpfCommand command, Runnable action) {
        meanwhile = action;
        watched = Optional.of(command);
    }

    /** Detaches the latest but so many of the links of what watches, as {@code bpftool link detach} does. */
    void detachLink(int fromLatest) throws Exception {
        detach(links.get(links.size() - 1 - fromLatest));
    }

    /** Detaches what holds the door. */
    void detachDoor() throws Exception {
        detach(doorLinks.get(doorLinks.size() - 1));
    }

    private void detach(MadeLink link) throws SystemCallException {
        real.bpf().call(BpfCommand.LINK_DETACH, NativeMemory.allocate(4).putInt(0, link.descriptor()), link.cgroup());
    }

    /** How often something that watches was attached. */
    int linksMade() {
        return links.size();
    }
}
