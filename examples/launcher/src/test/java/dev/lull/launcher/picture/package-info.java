/** The pictures of the documents: drawn, and looked at in a browser. */
@NullMarked
package dev.lull.launcher.picture;

import org.jspecify.annotations.NullMarked;
