/**
 * The strategy "procfs". It looks at the kernel's table of TCP sockets, when asked, by the best of three sources that
 * works: netlink's sock_diag, the files {@code tcp} and {@code tcp6} below {@code /proc/net}, or OSHI.
 */
@NullMarked
package dev.lull.procfs;

import org.jspecify.annotations.NullMarked;
