@NullMarked
package dev.lull.launcher.metrics;

import org.jspecify.annotations.NullMarked;
