@NullMarked
package dev.lull.launcher.systemd;

import org.jspecify.annotations.NullMarked;
