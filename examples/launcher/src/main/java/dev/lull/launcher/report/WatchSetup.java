package dev.lull.launcher.report;

import dev.lull.Capability;
import dev.lull.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is watched, and how.
 *
 * @param target what, in words
 * @param strategy the strategy's name
 * @param description how it watches
 * @param capabilities what it can see
 * @param passedOver the strategies preferred to it, each with the reason why it is not used
 * @param idleTimeout after how long without anybody connected the service is stopped
 * @param startupGrace how soon after the start it is not
 * @param earlier who was connected already
 */
public record WatchSetup(
        String target,
        String strategy,
        String description,
        Set<Capability> capabilities,
        Map<String, String> passedOver,
        Duration idleTimeout,
        Duration startupGrace,
        List<Connection> earlier) {}
