/** How web applications are used, each way tried with the settings of docs/web-applications.md. */
@org.jspecify.annotations.NullMarked
package dev.lull.launcher.web;
