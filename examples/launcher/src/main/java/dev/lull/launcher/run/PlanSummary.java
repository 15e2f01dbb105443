package dev.lull.launcher.run;

import dev.lull.MonitorTarget;
import dev.lull.launcher.config.Restart;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.OnIdle;
import dev.lull.spi.Durations;
import java.util.ArrayList;
import java.util.List;

/** Shows people what is planned for a service, without what may be secret. */
final class PlanSummary {

    private PlanSummary() {}

    /**
     * Returns the lines.
     *
     * @param number which one to be started it is, from 1 on
     */
    static List<String> of(int number, ServicePlan plan) {
        RunSettings settings = plan.settings();
        List<String> lines = new ArrayList<>();
        lines.add(number + ". " + plan.name() + ": " + target(settings.target()) + ", idle "
                + Durations.text(settings.policy().idleTimeout()) + ", on-idle "
                + onIdle(settings.stop().onIdle()));
        lines.add("   command: " + (settings.command().isEmpty() ? "none" : String.join(" ", settings.command())));
        settings.user().ifPresent(user -> lines.add("   user: " + user));
        if (!plan.after().isEmpty()) {
            lines.add("   after: " + String.join(", ", plan.after()));
        }
        plan.before().forEach(line -> lines.add("   before: " + line));
        if (!plan.environment().isEmpty()) {
            lines.add("   env: " + String.join(", ", plan.environment().keySet()));
        }
        plan.workingDirectory().ifPresent(folder -> lines.add("   working-directory: " + folder));
        if (plan.restart() != Restart.NEVER) {
            lines.add("   restart: " + plan.restart());
        }
        return lines;
    }

    private static String target(MonitorTarget target) {
        return target instanceof MonitorTarget.Proxied proxied && RehearsedSocket.isFrontend(proxied)
                ? "the socket that systemd passes in front of " + Endpoint.of(proxied.service())
                : Endpoint.of(target);
    }

    private static String onIdle(OnIdle onIdle) {
        if (onIdle instanceof OnIdle.RunLine line) {
            return "\"" + line.line() + "\"";
        }
        if (onIdle instanceof OnIdle.StopCommand) {
            return "stop-command";
        }
        return onIdle instanceof OnIdle.Freeze ? "freeze" : "exit";
    }
}
