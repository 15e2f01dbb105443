/**
 * The data paths that wait until a socket is ready: plain {@code java.nio}, and epoll with splice on Linux. The pump that
 * copies is the same for both.
 */
@NullMarked
package dev.lull.proxy.ready;

import org.jspecify.annotations.NullMarked;
