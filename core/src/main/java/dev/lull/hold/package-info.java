/**
 * Standing holds: what else than a connection may say that a service is needed, such as a process, a file or business
 * hours. {@link dev.lull.hold.Holds} makes them.
 */
@NullMarked
package dev.lull.hold;

import org.jspecify.annotations.NullMarked;
