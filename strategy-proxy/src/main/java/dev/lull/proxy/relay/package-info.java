/**
 * The relay, whatever carries its bytes: accepting, limits, dialling, half-close, accounting and closing, over the small
 * inner interface that a data path implements: {@link dev.lull.proxy.relay.DataPath},
 * {@link dev.lull.proxy.relay.SocketLoop}, {@link dev.lull.proxy.relay.Listener},
 * {@link dev.lull.proxy.relay.Transport} and {@link dev.lull.proxy.relay.Pump}. Exported to Lull's own strategies only.
 */
@NullMarked
package dev.lull.proxy.relay;

import org.jspecify.annotations.NullMarked;
