/** The two ends of every measured connection: a service and its load, each a process of its own. Plain Java NIO. */
@NullMarked
package dev.lull.bench.load;

import org.jspecify.annotations.NullMarked;
