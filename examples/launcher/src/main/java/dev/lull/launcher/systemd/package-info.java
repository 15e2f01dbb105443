/** systemd as the service manager of a run: what it is told (sd_notify(3)), and what it passes on (sd_listen_fds(3)). */
@NullMarked
package dev.lull.launcher.systemd;

import org.jspecify.annotations.NullMarked;
