package dev.lull.ebpf;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.StrategyException;
import dev.lull.contract.SeccompFilter;

/** Says whether the strategy works for it, and what comes of opening a monitor of a port. */
final class OpeningChild {

    /** The argument for one that may not use netlink. */
    static final String WITHOUT_NETLINK = "without-netlink";

    private OpeningChild() {}

    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        if (arguments.length > 1 && arguments[1].equals(WITHOUT_NETLINK)) {
            SeccompFilter.forbidNetlink();
        }
        Availability answer = new EbpfStrategyProvider().probe();
        System.out.println(answer.getClass().getSimpleName() + ": " + answer.explanation());
        try (ActivityMonitor monitor = Looks.open(port)) {
            System.out.println("opened: " + monitor.description() + "; " + monitor.read());
        } catch (StrategyException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
