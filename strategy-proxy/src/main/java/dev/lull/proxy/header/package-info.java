/**
 * The PROXY protocol, versions 1 and 2, as HAProxy's {@code doc/proxy-protocol.txt} (2020/03/05) has it: a header before
 * the first byte that says whose connection it is.
 */
@NullMarked
package dev.lull.proxy.header;

import org.jspecify.annotations.NullMarked;
