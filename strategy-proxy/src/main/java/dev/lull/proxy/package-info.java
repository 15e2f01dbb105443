/**
 * The strategy {@code proxy}: stands in the path as a relay, so it sees every connection and every byte, and holds the
 * door. {@link dev.lull.proxy.RelayOptions} are its settings.
 */
@NullMarked
package dev.lull.proxy;

import org.jspecify.annotations.NullMarked;
